using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Views;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Views;

/// <summary>Column resource of the root table, and RESOURCE_ATTRS.</summary>
internal ref struct OtapResourceView : IResourceView
{
    private readonly BinaryAccessor _schemaUrl;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly BinaryAccessor _entityRefs;
    private readonly BoolAccessor _absent;
    private readonly AttributeAccessor _attributes;
    private int _row;
    private int _id;

    public OtapResourceView(OtapBatch batch)
    {
        IArrowArray? resource = batch.Root.Find(ColumnNames.Resource);
        _schemaUrl = new BinaryAccessor(resource.Child(ColumnNames.SchemaUrl));
        _dropped = new PrimitiveAccessor<uint>(resource.Child(ColumnNames.DroppedAttributesCount));
        _entityRefs = new BinaryAccessor(resource.Child(ColumnNames.ExtEntityRefs));
        _absent = new BoolAccessor(resource.Child(ColumnNames.ExtAbsent));
        _attributes = new AttributeAccessor(batch, PayloadType.ResourceAttrs);
    }

    public readonly bool HasResource => !_absent[_row];

    public readonly ReadOnlySpan<byte> SchemaUrl => _schemaUrl[_row];

    public readonly uint DroppedAttributesCount => _dropped[_row];

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, _id);

    /// <summary>Moves to the resource with this id, which root row <paramref name="row"/> belongs to.</summary>
    public void Show(int row, int id)
    {
        _row = row;
        _id = id;
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, _id, ref visitor);

    public readonly void VisitEntityRefs<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IEntityRefVisitor, allows ref struct =>
        OtlpViews.VisitEntityRefs(_entityRefs[_row], ref visitor);
}

/// <summary>Columns scope and schema_url of the root table, and SCOPE_ATTRS.</summary>
internal ref struct OtapScopeView : IScopeView
{
    private readonly BinaryAccessor _name;
    private readonly BinaryAccessor _version;
    private readonly BinaryAccessor _schemaUrl;
    private readonly PrimitiveAccessor<uint> _dropped;
    private readonly BoolAccessor _absent;
    private readonly AttributeAccessor _attributes;
    private int _row;
    private int _id;

    public OtapScopeView(OtapBatch batch)
    {
        IArrowArray? scope = batch.Root.Find(ColumnNames.Scope);
        _name = new BinaryAccessor(scope.Child(ColumnNames.Name));
        _version = new BinaryAccessor(scope.Child(ColumnNames.Version));
        _dropped = new PrimitiveAccessor<uint>(scope.Child(ColumnNames.DroppedAttributesCount));
        _absent = new BoolAccessor(scope.Child(ColumnNames.ExtAbsent));
        _schemaUrl = new BinaryAccessor(batch.Root.Find(ColumnNames.SchemaUrl));
        _attributes = new AttributeAccessor(batch, PayloadType.ScopeAttrs);
    }

    public readonly bool HasScope => !_absent[_row];

    public readonly ReadOnlySpan<byte> Name => _name[_row];

    public readonly ReadOnlySpan<byte> Version => _version[_row];

    public readonly ReadOnlySpan<byte> SchemaUrl => _schemaUrl[_row];

    public readonly uint DroppedAttributesCount => _dropped[_row];

    public readonly int AttributeCount => TableValueWalk.Count(_attributes, _id);

    /// <summary>Moves to the scope with this id, which root row <paramref name="row"/> belongs to.</summary>
    public void Show(int row, int id)
    {
        _row = row;
        _id = id;
    }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct =>
        TableValueWalk.VisitAttributes(_attributes, _id, ref visitor);
}

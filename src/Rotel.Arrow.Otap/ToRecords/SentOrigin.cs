using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// Columns id, resource, scope and schema_url of an outgoing root table, and RESOURCE_ATTRS, SCOPE_ATTRS. Structs are
/// never null and always have ids; scope ids are unique for each resource and scope (otap.md 0.1, 5.2 a).
/// </summary>
internal sealed class SentOrigin : IDisposable
{
    private readonly PrimitiveColumn<ushort> _resourceId;
    private readonly DictionaryColumn _resourceUrl;
    private readonly PrimitiveColumn<uint> _resourceDropped;
    private readonly PrimitiveColumn<ushort> _scopeId;
    private readonly DictionaryColumn _scopeName;
    private readonly DictionaryColumn _scopeVersion;
    private readonly PrimitiveColumn<uint> _scopeDropped;
    private int[] _urlIds = [], _nameIds = [], _versionIds = [], _schemaIds = [];

    public SentOrigin(SlabPool pool, IpcWriterOptions options)
    {
        Id = new PrimitiveColumn<ushort>(ColumnNames.Id, UInt16Type.Default, true, pool);
        _resourceId = new PrimitiveColumn<ushort>(ColumnNames.Id, UInt16Type.Default, true, pool);
        _resourceUrl = Text(ColumnNames.SchemaUrl, pool);
        _resourceDropped = new PrimitiveColumn<uint>(ColumnNames.DroppedAttributesCount, UInt32Type.Default, true, pool);
        Resource = new StructColumn(ColumnNames.Resource, [_resourceId, _resourceUrl, _resourceDropped], true, pool) { KeepsChildren = true };
        _scopeId = new PrimitiveColumn<ushort>(ColumnNames.Id, UInt16Type.Default, true, pool);
        _scopeName = Text(ColumnNames.Name, pool);
        _scopeVersion = Text(ColumnNames.Version, pool);
        _scopeDropped = new PrimitiveColumn<uint>(ColumnNames.DroppedAttributesCount, UInt32Type.Default, true, pool);
        Scope = new StructColumn(ColumnNames.Scope, [_scopeId, _scopeName, _scopeVersion, _scopeDropped], true, pool) { KeepsChildren = true };
        SchemaUrl = Text(ColumnNames.SchemaUrl, pool);
        ResourceAttributes = new SentAttributes(PayloadType.ResourceAttrs, false, pool, options);
        ScopeAttributes = new SentAttributes(PayloadType.ScopeAttrs, false, pool, options);
    }

    /// <summary>Column id of the root; differences between the rows that have one.</summary>
    public PrimitiveColumn<ushort> Id { get; }

    public StructColumn Resource { get; }

    public StructColumn Scope { get; }

    public DictionaryColumn SchemaUrl { get; }

    public SentAttributes ResourceAttributes { get; }

    public SentAttributes ScopeAttributes { get; }

    /// <summary>Writes the cells of all rows, and chooses the attributes.</summary>
    public void Fill(OtapBatch batch, ReadOnlySpan<int> order)
    {
        IArrowArray? resource = batch.Root.Find(ColumnNames.Resource);
        IArrowArray? scope = batch.Root.Find(ColumnNames.Scope);
        var resourceIds = new PrimitiveAccessor<ushort>(resource.Child(ColumnNames.Id));
        var resourceUrl = new BinaryAccessor(resource.Child(ColumnNames.SchemaUrl));
        var resourceDropped = new PrimitiveAccessor<uint>(resource.Child(ColumnNames.DroppedAttributesCount));
        var scopeIds = new PrimitiveAccessor<ushort>(scope.Child(ColumnNames.Id));
        var scopeName = new BinaryAccessor(scope.Child(ColumnNames.Name));
        var scopeVersion = new BinaryAccessor(scope.Child(ColumnNames.Version));
        var scopeDropped = new PrimitiveAccessor<uint>(scope.Child(ColumnNames.DroppedAttributesCount));
        var schemaUrl = new BinaryAccessor(batch.Root.Find(ColumnNames.SchemaUrl));
        ReadOnlySpan<int> resourceOffsets = batch.ChildOffsets(PayloadType.ResourceAttrs);
        ReadOnlySpan<int> scopeOffsets = batch.ChildOffsets(PayloadType.ScopeAttrs);
        uint resources = 0, scopes = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i];
            int previous = i == 0 ? row : order[i - 1];
            bool newResource = i == 0 || resourceIds[row] != resourceIds[previous];
            bool newScope = newResource || scopeIds[row] != scopeIds[previous];
            if (newResource)
            {
                ResourceAttributes.Rows.AddChildren(resourceOffsets, resourceIds[row], resources++);
            }

            if (newScope)
            {
                ScopeAttributes.Rows.AddChildren(scopeOffsets, scopeIds[row], scopes++);
            }

            // Absolute in the first row, which is 0, and 1 more at each change.
            _resourceId.Append((ushort)(newResource && i > 0 ? 1 : 0));
            _scopeId.Append((ushort)(newScope && i > 0 ? 1 : 0));
            SetText(_resourceUrl, i, resourceUrl, row, ref _urlIds);
            SetText(_scopeName, i, scopeName, row, ref _nameIds);
            SetText(_scopeVersion, i, scopeVersion, row, ref _versionIds);
            SetText(SchemaUrl, i, schemaUrl, row, ref _schemaIds);
            SetCount(_resourceDropped, i, resourceDropped, row);
            SetCount(_scopeDropped, i, scopeDropped, row);
        }

        Resource.AppendPresent(order.Length);
        Scope.AppendPresent(order.Length);
        ResourceAttributes.Fill(batch);
        ScopeAttributes.Fill(batch);
    }

    /// <summary>Copies text unless there is none.</summary>
    internal static void SetText(DictionaryColumn column, int target, in BinaryAccessor source, int row, ref int[] ids)
    {
        if (!source.IsNull(row))
        {
            SentAttributes.Set(column, target, source, row, ref ids);
        }
    }

    /// <summary>Copies a number unless it is 0.</summary>
    internal static void SetCount(PrimitiveColumn<uint> column, int target, in PrimitiveAccessor<uint> source, int row)
    {
        if (source.IsPresent && source[row] is not 0 and var value)
        {
            column.Set(target, value);
        }
    }

    public void Dispose()
    {
        ResourceAttributes.Dispose();
        ScopeAttributes.Dispose();
    }

    private static DictionaryColumn Text(string name, SlabPool pool) => new(name, true, DictionaryWidth.Index8, true, pool);
}

namespace Rotel.Arrow.Views;

/// <summary>A Resource with what its ResourceX message says about it (collector.md 1.5, resource.v1).</summary>
public interface IResourceView : IAttributeSource
{
    /// <summary>True when the message has a resource, even an empty one.</summary>
    bool HasResource { get; }

    /// <summary>schema_url of the ResourceX message, UTF-8; empty when unset.</summary>
    ReadOnlySpan<byte> SchemaUrl { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }

    /// <summary>Visits entity_refs.</summary>
    void VisitEntityRefs<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IEntityRefVisitor, allows ref struct;
}

/// <summary>Receives entity references: Begin, its keys, End. All text is UTF-8.</summary>
public interface IEntityRefVisitor
{
    /// <summary>An EntityRef starts.</summary>
    void BeginEntityRef(ReadOnlySpan<byte> schemaUrl, ReadOnlySpan<byte> type);

    /// <summary>One of id_keys.</summary>
    void IdKey(ReadOnlySpan<byte> key);

    /// <summary>One of description_keys; they follow the id keys.</summary>
    void DescriptionKey(ReadOnlySpan<byte> key);

    /// <summary>The EntityRef ends.</summary>
    void EndEntityRef();
}

/// <summary>An InstrumentationScope with what its ScopeX message says about it.</summary>
public interface IScopeView : IAttributeSource
{
    /// <summary>True when the message has a scope, even an empty one.</summary>
    bool HasScope { get; }

    /// <summary>name, UTF-8.</summary>
    ReadOnlySpan<byte> Name { get; }

    /// <summary>version, UTF-8.</summary>
    ReadOnlySpan<byte> Version { get; }

    /// <summary>schema_url of the ScopeX message, UTF-8; empty when unset.</summary>
    ReadOnlySpan<byte> SchemaUrl { get; }

    /// <summary>dropped_attributes_count.</summary>
    uint DroppedAttributesCount { get; }
}

namespace Rotel.Arrow.Views;

/// <summary>
/// Receives one AnyValue as a sequence of events. A scalar is one event; a container is its Begin event, its
/// elements, and its End event, so that nesting needs no recursion on either side:
/// <code>
/// {"a": [1, true]}   ->   BeginMap, MapKey("a"), BeginArray, Int(1), Bool(true), EndArray, EndMap
/// </code>
/// Containers nest at most <see cref="ViewLimits.MaxValueDepth"/> deep; a deeper one arrives as <see cref="Empty"/>.
/// </summary>
/// <remarks>Spans are valid as long as the view whose Visit method delivers them.</remarks>
public interface IValueVisitor
{
    /// <summary>string_value, UTF-8.</summary>
    void String(ReadOnlySpan<byte> utf8);

    /// <summary>bool_value.</summary>
    void Bool(bool value);

    /// <summary>int_value.</summary>
    void Int(long value);

    /// <summary>double_value.</summary>
    void Double(double value);

    /// <summary>bytes_value.</summary>
    void Bytes(ReadOnlySpan<byte> value);

    /// <summary>
    /// No value: the member is not set, or the KeyValue has no AnyValue. A string_value_strindex counts as not set,
    /// as common.proto asks of every signal but profiles.
    /// </summary>
    void Empty();

    /// <summary>array_value starts.</summary>
    void BeginArray();

    /// <summary>array_value ends.</summary>
    void EndArray();

    /// <summary>kvlist_value starts.</summary>
    void BeginMap();

    /// <summary>The key of the next entry of the innermost map; its value follows. Keys may repeat.</summary>
    void MapKey(ReadOnlySpan<byte> key);

    /// <summary>kvlist_value ends.</summary>
    void EndMap();
}

/// <summary>Receives attributes in the order of the message: a key, then the events of its value.</summary>
public interface IAttributeVisitor : IValueVisitor
{
    /// <summary>
    /// The next attribute starts. Keys are UTF-8, may be empty and may repeat.
    /// Returns false to leave its value out.
    /// </summary>
    bool Attribute(ReadOnlySpan<byte> key);
}

/// <summary>Whatever has attributes: resources, scopes, items, events, links, points, exemplars.</summary>
public interface IAttributeSource
{
    /// <summary>Number of attributes.</summary>
    int AttributeCount { get; }

    /// <summary>Visits all attributes (of an exemplar: filtered_attributes; of a metric: metadata).</summary>
    void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct;
}

/// <summary>Bounds that every implementation keeps.</summary>
public static class ViewLimits
{
    /// <summary>Most containers inside each other in one value.</summary>
    public const int MaxValueDepth = 64;
}

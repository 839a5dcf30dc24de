namespace Rotel.Arrow.Views;

/// <summary>
/// Finds the string value of one attribute, for example <c>service.name</c> of a resource. When the key repeats, the
/// last string wins. Values of other attributes are skipped unread.
/// <code>
/// var service = new StringAttributeLookup("service.name"u8);
/// resource.VisitAttributes(ref service);
/// if (service.Found) { Use(service.Value); }
/// </code>
/// </summary>
public ref struct StringAttributeLookup : IAttributeVisitor
{
    private readonly ReadOnlySpan<byte> _key;
    private int _depth;

    /// <param name="key">The attribute's key, UTF-8, compared byte by byte.</param>
    public StringAttributeLookup(ReadOnlySpan<byte> key) => _key = key;

    /// <summary>True when the attribute exists and is a string.</summary>
    public bool Found { get; private set; }

    /// <summary>The value, UTF-8; empty when not found. Valid as long as the view that was asked.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <inheritdoc/>
    public readonly bool Attribute(ReadOnlySpan<byte> key) => key.SequenceEqual(_key);

    /// <inheritdoc/>
    public void String(ReadOnlySpan<byte> utf8)
    {
        if (_depth == 0)
        {
            Found = true;
            Value = utf8;
        }
    }

    /// <inheritdoc/>
    public readonly void Bool(bool value)
    {
    }

    /// <inheritdoc/>
    public readonly void Int(long value)
    {
    }

    /// <inheritdoc/>
    public readonly void Double(double value)
    {
    }

    /// <inheritdoc/>
    public readonly void Bytes(ReadOnlySpan<byte> value)
    {
    }

    /// <inheritdoc/>
    public readonly void Empty()
    {
    }

    /// <inheritdoc/>
    public void BeginArray() => _depth++;

    /// <inheritdoc/>
    public void EndArray() => _depth--;

    /// <inheritdoc/>
    public void BeginMap() => _depth++;

    /// <inheritdoc/>
    public readonly void MapKey(ReadOnlySpan<byte> key)
    {
    }

    /// <inheritdoc/>
    public void EndMap() => _depth--;
}

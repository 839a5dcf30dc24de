namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>How decoding one message went.</summary>
internal enum DecodeStatus : byte
{
    /// <summary>Its values are in the columns.</summary>
    Ok = 0,

    /// <summary>
    /// Well-formed protobuf, but a value that no column can hold: text that is not UTF-8, an id of the wrong length,
    /// nesting past the cap. Costs the item it stands in, not the request.
    /// </summary>
    Invalid,

    /// <summary>Not well-formed. Costs the request.</summary>
    Malformed,

    /// <summary>The tables of the open batch cannot take more.</summary>
    Full,
}

/// <summary>What was wrong first: kept for the answer to the sender. One for each builder.</summary>
internal sealed class DecodeProblem
{
    /// <summary>The first problem since <see cref="Clear"/>, for people.</summary>
    public string? Message { get; private set; }

    public void Clear() => Message = null;

    /// <summary>Not well-formed protobuf.</summary>
    public DecodeStatus Malformed(string where)
    {
        Message = $"{where}: truncated or not valid protobuf.";
        return DecodeStatus.Malformed;
    }

    /// <summary>A known field with the wire type of another.</summary>
    public DecodeStatus WrongWireType(string where, uint tag)
    {
        Message = $"{where}: field {tag >> 3} has wire type {tag & 7}, which is not the type of that field.";
        return DecodeStatus.Malformed;
    }

    /// <summary>
    /// A field that a decoder does not name: Ok when its number is unknown, malformed when it is one of the
    /// <paramref name="known"/> (bit n for field n) and only its wire type is not the expected one.
    /// </summary>
    public DecodeStatus CheckUnknown(uint tag, uint known, string where)
    {
        uint number = tag >> 3;
        return number < 32 && (known >> (int)number & 1) != 0 ? WrongWireType(where, tag) : DecodeStatus.Ok;
    }

    /// <summary>Text that is not UTF-8.</summary>
    public DecodeStatus InvalidText(string where)
    {
        Message ??= $"{where}: not valid UTF-8.";
        return DecodeStatus.Invalid;
    }

    /// <summary>An id of another length than the specification's.</summary>
    public DecodeStatus InvalidId(string where, int length, int expected)
    {
        Message ??= $"{where}: {length} bytes, expected {expected} or 0.";
        return DecodeStatus.Invalid;
    }

    /// <summary>An AnyValue nested deeper than the cap.</summary>
    public DecodeStatus TooDeep(string where)
    {
        Message ??= $"{where}: nested deeper than {AnyValueDecoder.MaxDepth} levels.";
        return DecodeStatus.Invalid;
    }
}

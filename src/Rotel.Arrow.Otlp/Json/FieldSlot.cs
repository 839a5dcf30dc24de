namespace Rotel.Arrow.Otlp.Json;

/// <summary>What the first pass over a message found of one field.</summary>
internal struct FieldSlot
{
    /// <summary>Occurrences on the wire; a packed run counts as one.</summary>
    internal int Count;

    /// <summary>Part of the message that has the first occurrence.</summary>
    internal int FirstPart;

    /// <summary>Offset of the first occurrence.</summary>
    internal int FirstStart;

    /// <summary>Value of the last occurrence of a length-delimited field, which wins if the field is singular.</summary>
    internal int ValueStart;

    /// <summary>End of the last occurrence.</summary>
    internal int ValueEnd;

    /// <summary>Value of the last occurrence of a varint or fixed field.</summary>
    internal ulong Scalar;
}

/// <summary>A run of bytes of the request, [Start, End).</summary>
internal readonly record struct Extent(int Start, int End);

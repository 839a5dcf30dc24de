namespace Rotel.Arrow.Otlp.Wire;

/// <summary>
/// One field as it stands on the wire, with the value already stepped over: what walkers need that do not know the
/// message. Offsets count from the start of the span the reader was made on.
/// </summary>
public readonly struct WireField
{
    internal WireField(uint tag, int start, int valueStart, int end, ulong scalar)
    {
        Tag = tag;
        Start = start;
        ValueStart = valueStart;
        End = end;
        Scalar = scalar;
    }

    /// <summary>Field number and wire type, as in <see cref="OtlpTags"/>.</summary>
    public uint Tag { get; }

    /// <summary>1 to 2^29 - 1.</summary>
    public int Number => (int)(Tag >> 3);

    /// <summary>How the value is framed.</summary>
    public WireType Type => (WireType)(Tag & 7);

    /// <summary>Offset of the tag.</summary>
    public int Start { get; }

    /// <summary>Offset of the value; for a length-delimited field, of the first byte after the length.</summary>
    public int ValueStart { get; }

    /// <summary>Offset of the first byte after the field.</summary>
    public int End { get; }

    /// <summary>Bytes of the value without tag and length.</summary>
    public int ValueLength => End - ValueStart;

    /// <summary>The value of a varint or fixed field, zero-extended; 0 for a length-delimited field.</summary>
    public ulong Scalar { get; }
}

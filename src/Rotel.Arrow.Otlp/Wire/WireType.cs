namespace Rotel.Arrow.Otlp.Wire;

/// <summary>
/// The low three bits of a protobuf tag. The deprecated groups (3 and 4) do not occur in OTLP and are treated as
/// malformed input: they are the one framing that cannot be skipped without recursion.
/// </summary>
public enum WireType : byte
{
    /// <summary>A base-128 varint of 1 to 10 bytes.</summary>
    Varint = 0,

    /// <summary>8 bytes, little-endian.</summary>
    Fixed64 = 1,

    /// <summary>A varint length and that many bytes.</summary>
    LengthDelimited = 2,

    /// <summary>4 bytes, little-endian.</summary>
    Fixed32 = 5,
}

/// <summary>The answer to "is there another field?".</summary>
public enum ReadStatus : byte
{
    /// <summary>A field was read.</summary>
    Field = 0,

    /// <summary>The message ended exactly where its bytes end.</summary>
    End,

    /// <summary>Truncated, over-long or otherwise not protobuf. The position of the reader is undefined.</summary>
    Malformed,
}

namespace Rotel.Arrow.Otap.Schemas;

/// <summary>Type codes of attribute values and log bodies (otap.md 4.4).</summary>
public enum AnyValueType : byte
{
    /// <summary>No value.</summary>
    Empty = 0,

    /// <summary>Column str.</summary>
    Str = 1,

    /// <summary>Column int.</summary>
    Int = 2,

    /// <summary>Column double.</summary>
    Double = 3,

    /// <summary>Column bool.</summary>
    Bool = 4,

    /// <summary>Column ser, a CBOR map.</summary>
    Map = 5,

    /// <summary>Column ser, a CBOR array.</summary>
    Slice = 6,

    /// <summary>Column bytes.</summary>
    Bytes = 7,
}

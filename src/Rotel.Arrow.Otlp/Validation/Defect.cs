namespace Rotel.Arrow.Otlp.Validation;

/// <summary>What can be wrong with a request.</summary>
internal enum DefectKind : byte
{
    None = 0,

    // The bytes are not the message they should be: the whole request is malformed.
    Framing,
    WireType,
    PackedLength,

    // A field has a value that nobody may have: it costs the item it belongs to, or the request if it belongs to none.
    IdLength,
    Utf8,
    Depth,
    TwoKindsOfData,
}

/// <summary>One defect: what, and at which byte of the request.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Offset">Where the field begins.</param>
/// <param name="Detail">Length in bytes of a bad id; otherwise 0.</param>
internal readonly record struct Defect(DefectKind Kind, int Offset, int Detail = 0)
{
    internal bool IsStructural => Kind is DefectKind.Framing or DefectKind.WireType or DefectKind.PackedLength;
}

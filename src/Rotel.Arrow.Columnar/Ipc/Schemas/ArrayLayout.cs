namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>Physical layouts (columnar format, "Physical Memory Layout"): which buffers an array has.</summary>
internal enum ArrayLayout : byte
{
    /// <summary>No buffer at all.</summary>
    Null,

    /// <summary>Validity, bits.</summary>
    Bits,

    /// <summary>Validity, values of one width.</summary>
    Fixed,

    /// <summary>Validity, n + 1 offsets, bytes.</summary>
    Bytes,

    /// <summary>Validity, n + 1 offsets; one child.</summary>
    List,

    /// <summary>Validity; children of the same length.</summary>
    Struct,

    /// <summary>Validity, indexes; the values travel apart.</summary>
    Dictionary,
}

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>The types that attribute values have in a JSON column.</summary>
internal enum EntryKind : byte
{
    /// <summary>String: text, bytes in hexadecimal digits, JSON of what has no type of its own.</summary>
    Text = 0,

    /// <summary>Int64.</summary>
    Int,

    /// <summary>Float64.</summary>
    Double,

    /// <summary>Bool.</summary>
    Bool,

    /// <summary>Array(Nullable(String)).</summary>
    TextArray,

    /// <summary>Array(Nullable(Int64)).</summary>
    IntArray,

    /// <summary>Array(Nullable(Float64)).</summary>
    DoubleArray,

    /// <summary>Array(Nullable(Bool)).</summary>
    BoolArray,
}

/// <summary>Names of the kinds on the wire.</summary>
internal static class EntryKinds
{
    public const int Count = 8;

    private static readonly byte[][] Types =
    [
        [.. "String"u8], [.. "Int64"u8], [.. "Float64"u8], [.. "Bool"u8], [.. "Array(Nullable(String))"u8],
        [.. "Array(Nullable(Int64))"u8], [.. "Array(Nullable(Float64))"u8], [.. "Array(Nullable(Bool))"u8],
    ];

    public static ReadOnlySpan<byte> TypeOf(int kind) => Types[kind];
}

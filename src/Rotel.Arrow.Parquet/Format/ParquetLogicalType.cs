namespace Rotel.Arrow.Parquet.Format;

/// <summary>What stored values mean: field ids of the union LogicalType (parquet.thrift).</summary>
public enum ParquetLogicalKind
{
    /// <summary>An annotation of a later format version; read as the physical type.</summary>
    Unrecognized = 0,

    /// <summary>UTF-8 text.</summary>
    String = 1,

    /// <summary>Key-value pairs.</summary>
    Map = 2,

    /// <summary>A list.</summary>
    List = 3,

    /// <summary>Text of an enumeration.</summary>
    Enum = 4,

    /// <summary>Scaled integer.</summary>
    Decimal = 5,

    /// <summary>Days since 1970.</summary>
    Date = 6,

    /// <summary>Time of day.</summary>
    Time = 7,

    /// <summary>A point in time.</summary>
    Timestamp = 8,

    /// <summary>An integer of a width and sign.</summary>
    Integer = 10,

    /// <summary>Always null.</summary>
    Unknown = 11,

    /// <summary>JSON text.</summary>
    Json = 12,

    /// <summary>BSON document.</summary>
    Bson = 13,

    /// <summary>16 bytes, big-endian.</summary>
    Uuid = 14,

    /// <summary>Half precision, 2 bytes.</summary>
    Float16 = 15,

    /// <summary>Self-describing value.</summary>
    Variant = 16,

    /// <summary>Planar geometry.</summary>
    Geometry = 17,

    /// <summary>Geometry on the globe.</summary>
    Geography = 18,
}

/// <summary>Unit of times: field ids of the union TimeUnit.</summary>
public enum ParquetTimeUnit
{
    /// <summary>Not a time.</summary>
    None = 0,

    /// <summary>1e-3 s.</summary>
    Millis = 1,

    /// <summary>1e-6 s.</summary>
    Micros = 2,

    /// <summary>1e-9 s.</summary>
    Nanos = 3,
}

/// <summary>A LogicalType annotation with its parameters.</summary>
/// <param name="Kind">Which annotation.</param>
public sealed record ParquetLogicalType(ParquetLogicalKind Kind)
{
    /// <summary>Time, Timestamp: unit.</summary>
    public ParquetTimeUnit Unit { get; init; }

    /// <summary>Time, Timestamp: values are in UTC (an instant), not local to an unknown zone.</summary>
    public bool IsAdjustedToUtc { get; init; }

    /// <summary>Integer: 8, 16, 32 or 64.</summary>
    public int BitWidth { get; init; }

    /// <summary>Integer: has a sign.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Decimal: digits after the point.</summary>
    public int Scale { get; init; }

    /// <summary>Decimal: digits.</summary>
    public int Precision { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp =>
            $"{Kind}({Unit}, {(IsAdjustedToUtc ? "UTC" : "local")})",
        ParquetLogicalKind.Integer => $"Integer({BitWidth}, {(IsSigned ? "signed" : "unsigned")})",
        ParquetLogicalKind.Decimal => $"Decimal({Precision}, {Scale})",
        _ => Kind.ToString(),
    };
}

/// <summary>The older annotation, written beside LogicalType for older readers (parquet.thrift, ConvertedType).</summary>
public enum ParquetConvertedType
{
    /// <summary>UTF-8 text.</summary>
    Utf8 = 0,

    /// <summary>Map.</summary>
    Map = 1,

    /// <summary>Old name of the pairs of a map.</summary>
    MapKeyValue = 2,

    /// <summary>List.</summary>
    List = 3,

    /// <summary>Enumeration.</summary>
    Enum = 4,

    /// <summary>Decimal.</summary>
    Decimal = 5,

    /// <summary>Date.</summary>
    Date = 6,

    /// <summary>Time of day, ms.</summary>
    TimeMillis = 7,

    /// <summary>Time of day, us.</summary>
    TimeMicros = 8,

    /// <summary>Instant, ms.</summary>
    TimestampMillis = 9,

    /// <summary>Instant, us.</summary>
    TimestampMicros = 10,

    /// <summary>Unsigned, 8 bits.</summary>
    UInt8 = 11,

    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 12,

    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 13,

    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 14,

    /// <summary>Signed, 8 bits.</summary>
    Int8 = 15,

    /// <summary>Signed, 16 bits.</summary>
    Int16 = 16,

    /// <summary>Signed, 32 bits.</summary>
    Int32 = 17,

    /// <summary>Signed, 64 bits.</summary>
    Int64 = 18,

    /// <summary>JSON text.</summary>
    Json = 19,

    /// <summary>BSON document.</summary>
    Bson = 20,

    /// <summary>12-byte interval.</summary>
    Interval = 21,
}

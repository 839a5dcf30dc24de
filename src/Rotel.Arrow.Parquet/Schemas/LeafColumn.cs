using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Schemas;

/// <summary>How the values of an Arrow buffer become values of the physical type.</summary>
internal enum ValueConversion
{
    /// <summary>Same bytes.</summary>
    None,

    /// <summary>Signed 8 bits to 32.</summary>
    Int8,

    /// <summary>Unsigned 8 bits to 32.</summary>
    UInt8,

    /// <summary>Signed 16 bits to 32.</summary>
    Int16,

    /// <summary>Unsigned 16 bits to 32.</summary>
    UInt16,

    /// <summary>Milliseconds since 1970 (64 bits) to days (32 bits), towards the past.</summary>
    MillisToDays,

    /// <summary>Seconds to milliseconds: Parquet has no seconds. Overflow throws.</summary>
    SecondsToMillis,

    /// <summary>Nanoseconds to microseconds, towards the past.</summary>
    NanosToMicros,

    /// <summary>32-bit seconds of a day to 32-bit milliseconds.</summary>
    SecondsToMillis32,

    /// <summary>Little-endian decimal to big-endian bytes of the type's width.</summary>
    DecimalBytes,
}

/// <summary>How bounds are compared (ColumnOrder TYPE_ORDER of parquet.thrift).</summary>
internal enum ValueOrder
{
    /// <summary>No order: no bounds are written.</summary>
    None,
    Boolean,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float,
    Double,
    Float16,

    /// <summary>Unsigned bytes from the left.</summary>
    Bytes,

    /// <summary>Big-endian two's complement of one width.</summary>
    Decimal,
}

/// <summary>A primitive column of the file: the end of one path through the schema.</summary>
internal sealed class LeafColumn
{
    /// <summary>Number in schema order.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Path from below the root, as the file has it (with list.element and key_value).</summary>
    public required string[] Path { get; init; }

    /// <summary>The path joined with dots: the key of per-column options.</summary>
    public required string DottedPath { get; init; }

    /// <summary>Arrow type of the values, dictionaries and extensions unwrapped.</summary>
    public required IArrowType ValueType { get; init; }

    public required LeafType Type { get; init; }

    /// <summary>Definition level of a value that is there.</summary>
    public required int MaxDefinition { get; init; }

    /// <summary>Number of repeated nodes on the path.</summary>
    public required int MaxRepetition { get; init; }

    /// <summary>The leaf itself may be null.</summary>
    public required bool IsNullable { get; init; }

    /// <summary>The Arrow schema in the footer declares a dictionary: Arrow C++ then reads no delta encodings.</summary>
    public required bool IsDeclaredDictionary { get; init; }
}

/// <summary>What the file says about the values of a leaf.</summary>
internal sealed record LeafType(
    ParquetPhysicalType Physical,
    ValueOrder Order,
    ParquetLogicalType? Logical = null,
    ParquetConvertedType? Converted = null,
    ValueConversion Conversion = ValueConversion.None,
    int Length = 0,
    int? Scale = null,
    int? Precision = null)
{
    /// <summary>Bytes of a value in PLAIN encoding; 0 for BYTE_ARRAY and BOOLEAN.</summary>
    public int Width => Physical switch
    {
        ParquetPhysicalType.Int32 or ParquetPhysicalType.Float => 4,
        ParquetPhysicalType.Int64 or ParquetPhysicalType.Double => 8,
        ParquetPhysicalType.FixedLenByteArray => Length,
        _ => 0,
    };

    /// <summary>Bounds may be cut in UTF-8 text only between characters.</summary>
    public bool IsText => Logical?.Kind == ParquetLogicalKind.String;
}

using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Schemas;

/// <summary>
/// Arrow value types to Parquet leaf types (LogicalTypes.md, Arrow C++ practice where the text is silent). LogicalType
/// and, where one with the same meaning exists, ConvertedType. Times without a zone have no ConvertedType: there it
/// would claim UTC.
/// </summary>
internal static class LeafTypeMapping
{
    /// <summary>Unwraps dictionaries and extensions down to the type of the values.</summary>
    public static IArrowType ValueTypeOf(IArrowType type)
    {
        while (true)
        {
            switch (type)
            {
                case DictionaryType dictionary:
                    type = dictionary.ValueType;
                    break;
                case ExtensionType extension:
                    type = extension.StorageType;
                    break;
                default:
                    return type;
            }
        }
    }

    /// <param name="type">A value type, unwrapped.</param>
    /// <param name="nanosAsMicros">Timestamps in ns are stored in us.</param>
    /// <returns>The leaf type, or null when Parquet has no form for the type here.</returns>
    public static LeafType? Map(IArrowType type, bool nanosAsMicros) => type.TypeId switch
    {
        ArrowTypeId.Null => new(
            ParquetPhysicalType.Int32, ValueOrder.None, new ParquetLogicalType(ParquetLogicalKind.Unknown)),
        ArrowTypeId.Boolean => new(ParquetPhysicalType.Boolean, ValueOrder.Boolean),
        ArrowTypeId.Int8 => Small(ParquetConvertedType.Int8, 8, true, ValueConversion.Int8),
        ArrowTypeId.UInt8 => Small(ParquetConvertedType.UInt8, 8, false, ValueConversion.UInt8),
        ArrowTypeId.Int16 => Small(ParquetConvertedType.Int16, 16, true, ValueConversion.Int16),
        ArrowTypeId.UInt16 => Small(ParquetConvertedType.UInt16, 16, false, ValueConversion.UInt16),
        ArrowTypeId.Int32 => new(ParquetPhysicalType.Int32, ValueOrder.Int32),
        ArrowTypeId.UInt32 => Small(ParquetConvertedType.UInt32, 32, false, ValueConversion.None),
        ArrowTypeId.Int64 => new(ParquetPhysicalType.Int64, ValueOrder.Int64),
        ArrowTypeId.UInt64 => new(
            ParquetPhysicalType.Int64, ValueOrder.UInt64, Integer(64, false), ParquetConvertedType.UInt64),
        ArrowTypeId.HalfFloat => new(
            ParquetPhysicalType.FixedLenByteArray,
            ValueOrder.Float16,
            new ParquetLogicalType(ParquetLogicalKind.Float16),
            Length: 2),
        ArrowTypeId.Float => new(ParquetPhysicalType.Float, ValueOrder.Float),
        ArrowTypeId.Double => new(ParquetPhysicalType.Double, ValueOrder.Double),
        ArrowTypeId.String or ArrowTypeId.LargeString => new(
            ParquetPhysicalType.ByteArray,
            ValueOrder.Bytes,
            new ParquetLogicalType(ParquetLogicalKind.String),
            ParquetConvertedType.Utf8),
        ArrowTypeId.Binary or ArrowTypeId.LargeBinary => new(ParquetPhysicalType.ByteArray, ValueOrder.Bytes),
        ArrowTypeId.FixedSizedBinary when type is FixedSizeBinaryType { ByteWidth: > 0 } fixedSize => new(
            ParquetPhysicalType.FixedLenByteArray, ValueOrder.Bytes, Length: fixedSize.ByteWidth),
        ArrowTypeId.Date32 => Date(ValueConversion.None),
        ArrowTypeId.Date64 => Date(ValueConversion.MillisToDays),
        ArrowTypeId.Time32 => Time(((TimeType)type).Unit),
        ArrowTypeId.Time64 => Time(((TimeType)type).Unit),
        ArrowTypeId.Timestamp => Timestamp((TimestampType)type, nanosAsMicros),

        // No annotation in the format; the Arrow schema in the footer gives unit and type back.
        ArrowTypeId.Duration => new(ParquetPhysicalType.Int64, ValueOrder.Int64),
        ArrowTypeId.Decimal128 => Decimal(((Decimal128Type)type).Precision, ((Decimal128Type)type).Scale),
        ArrowTypeId.Decimal256 => Decimal(((Decimal256Type)type).Precision, ((Decimal256Type)type).Scale),
        _ => null,
    };

    private static LeafType Small(ParquetConvertedType converted, int bits, bool signed, ValueConversion conversion) =>
        new(
            ParquetPhysicalType.Int32,
            signed ? ValueOrder.Int32 : ValueOrder.UInt32,
            Integer(bits, signed),
            converted,
            conversion);

    private static ParquetLogicalType Integer(int bits, bool signed) =>
        new(ParquetLogicalKind.Integer) { BitWidth = bits, IsSigned = signed };

    private static LeafType Date(ValueConversion conversion) => new(
        ParquetPhysicalType.Int32,
        ValueOrder.Int32,
        new ParquetLogicalType(ParquetLogicalKind.Date),
        ParquetConvertedType.Date,
        conversion);

    private static LeafType Time(TimeUnit unit)
    {
        ParquetTimeUnit stored = Stored(unit);
        var logical = new ParquetLogicalType(ParquetLogicalKind.Time) { Unit = stored, IsAdjustedToUtc = true };
        return unit switch
        {
            TimeUnit.Second => new(
                ParquetPhysicalType.Int32,
                ValueOrder.Int32,
                logical,
                ParquetConvertedType.TimeMillis,
                ValueConversion.SecondsToMillis32),
            TimeUnit.Millisecond => new(
                ParquetPhysicalType.Int32, ValueOrder.Int32, logical, ParquetConvertedType.TimeMillis),
            TimeUnit.Microsecond => new(
                ParquetPhysicalType.Int64, ValueOrder.Int64, logical, ParquetConvertedType.TimeMicros),
            _ => new(ParquetPhysicalType.Int64, ValueOrder.Int64, logical),
        };
    }

    private static LeafType Timestamp(TimestampType type, bool nanosAsMicros)
    {
        bool utc = !string.IsNullOrEmpty(type.Timezone);
        ParquetTimeUnit stored = Stored(type.Unit);
        ValueConversion conversion = type.Unit == TimeUnit.Second
            ? ValueConversion.SecondsToMillis
            : ValueConversion.None;
        if (nanosAsMicros && stored == ParquetTimeUnit.Nanos)
        {
            stored = ParquetTimeUnit.Micros;
            conversion = ValueConversion.NanosToMicros;
        }

        ParquetConvertedType? converted = (utc, stored) switch
        {
            (true, ParquetTimeUnit.Millis) => ParquetConvertedType.TimestampMillis,
            (true, ParquetTimeUnit.Micros) => ParquetConvertedType.TimestampMicros,
            _ => null,
        };
        return new(
            ParquetPhysicalType.Int64,
            ValueOrder.Int64,
            new ParquetLogicalType(ParquetLogicalKind.Timestamp) { Unit = stored, IsAdjustedToUtc = utc },
            converted,
            conversion);
    }

    private static LeafType Decimal(int precision, int scale)
    {
        // Smallest width whose two's complement holds every value of the precision.
        int bits = (int)Math.Ceiling(precision * Math.Log2(10)) + 1;
        return new(
            ParquetPhysicalType.FixedLenByteArray,
            ValueOrder.Decimal,
            new ParquetLogicalType(ParquetLogicalKind.Decimal) { Precision = precision, Scale = scale },
            ParquetConvertedType.Decimal,
            ValueConversion.DecimalBytes,
            (bits + 7) / 8,
            scale,
            precision);
    }

    private static ParquetTimeUnit Stored(TimeUnit unit) => unit switch
    {
        TimeUnit.Second or TimeUnit.Millisecond => ParquetTimeUnit.Millis,
        TimeUnit.Microsecond => ParquetTimeUnit.Micros,
        _ => ParquetTimeUnit.Nanos,
    };
}

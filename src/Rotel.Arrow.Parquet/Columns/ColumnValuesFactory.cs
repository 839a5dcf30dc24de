using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>Chooses the encoding of a column's values and the store that fits.</summary>
internal static class ColumnValuesFactory
{
    /// <exception cref="ArgumentException">The option asks for an encoding that the type cannot have.</exception>
    public static ColumnValues Create(
        LeafColumn column, ParquetColumnOptions options, ParquetEncodingProfile profile, SlabPool pool)
    {
        ParquetEncoding encoding = options.Encoding ?? ByProfile(column, profile);
        if (!IsPossible(column.Type.Physical, encoding))
        {
            throw new ArgumentException(
                $"Column {column.DottedPath}: {column.Type.Physical} cannot be written as {encoding}.");
        }

        return column.Type.Physical switch
        {
            ParquetPhysicalType.Boolean => new BooleanValues(encoding, pool),
            ParquetPhysicalType.ByteArray => new ByteArrayValues(encoding, pool),
            _ => new FixedWidthValues(column, encoding, pool),
        };
    }

    private static ParquetEncoding ByProfile(LeafColumn column, ParquetEncodingProfile profile)
    {
        // "Not yet implemented: DecodeArrow of DictAccumulator for DeltaLengthByteArrayDecoder" (Arrow C++ 25).
        bool isPlain = profile == ParquetEncodingProfile.Compatible || column.IsDeclaredDictionary;
        return isPlain
            ? ParquetEncoding.Plain
            : column.Type.Physical switch
            {
                ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64 => ParquetEncoding.DeltaBinaryPacked,
                ParquetPhysicalType.ByteArray => ParquetEncoding.DeltaLengthByteArray,
                ParquetPhysicalType.Float or ParquetPhysicalType.Double => ParquetEncoding.ByteStreamSplit,
                _ => ParquetEncoding.Plain,
            };
    }

    private static bool IsPossible(ParquetPhysicalType type, ParquetEncoding encoding) => encoding switch
    {
        ParquetEncoding.Plain => true,
        ParquetEncoding.Rle => type == ParquetPhysicalType.Boolean,
        ParquetEncoding.DeltaBinaryPacked => type is ParquetPhysicalType.Int32 or ParquetPhysicalType.Int64,
        ParquetEncoding.DeltaLengthByteArray => type == ParquetPhysicalType.ByteArray,
        ParquetEncoding.ByteStreamSplit => type
            is ParquetPhysicalType.Float
            or ParquetPhysicalType.Double
            or ParquetPhysicalType.Int32
            or ParquetPhysicalType.Int64
            or ParquetPhysicalType.FixedLenByteArray,
        _ => false,
    };
}

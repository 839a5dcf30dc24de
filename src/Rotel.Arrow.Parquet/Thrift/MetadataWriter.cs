using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Thrift;

/// <summary>Footer and page headers to Thrift. The numbers are the field ids of parquet.thrift (2.12).</summary>
internal static class MetadataWriter
{
    public static void WriteFooter(ThriftWriter to, ParquetFileMetadata file)
    {
        to.BeginStruct();
        to.I32(1, file.Version);
        to.BeginList(2, ThriftType.Struct, file.Schema.Count);
        foreach (ParquetSchemaElement element in file.Schema)
        {
            WriteSchemaElement(to, element);
        }

        to.I64(3, file.RowCount);
        to.BeginList(4, ThriftType.Struct, file.RowGroups.Count);
        foreach (ParquetRowGroup group in file.RowGroups)
        {
            WriteRowGroup(to, group);
        }

        if (file.KeyValues.Count > 0)
        {
            to.BeginList(5, ThriftType.Struct, file.KeyValues.Count);
            foreach ((string key, string? value) in file.KeyValues)
            {
                to.BeginStruct();
                to.String(1, key);
                if (value is not null)
                {
                    to.String(2, value);
                }

                to.EndStruct();
            }
        }

        if (file.CreatedBy is not null)
        {
            to.String(6, file.CreatedBy);
        }

        to.BeginList(7, ThriftType.Struct, file.ColumnOrderCount);
        for (int i = 0; i < file.ColumnOrderCount; i++)
        {
            to.BeginStruct();
            to.EmptyStruct(1); // TYPE_ORDER
            to.EndStruct();
        }

        to.EndStruct();
    }

    public static void WritePageHeader(ThriftWriter to, in ParquetPageHeader page)
    {
        to.BeginStruct();
        to.I32(1, (int)page.Type);
        to.I32(2, page.UncompressedSize);
        to.I32(3, page.CompressedSize);
        if (page.Crc is { } crc)
        {
            to.I32(4, crc);
        }

        switch (page.Type)
        {
            case ParquetPageType.DataPage:
                to.BeginStruct(5);
                to.I32(1, page.ValueCount);
                to.I32(2, (int)page.Encoding);
                to.I32(3, (int)ParquetEncoding.Rle);
                to.I32(4, (int)ParquetEncoding.Rle);
                to.EndStruct();
                break;
            case ParquetPageType.DictionaryPage:
                to.BeginStruct(7);
                to.I32(1, page.ValueCount);
                to.I32(2, (int)page.Encoding);
                to.EndStruct();
                break;
            default:
                to.BeginStruct(8);
                to.I32(1, page.ValueCount);
                to.I32(2, page.NullCount);
                to.I32(3, page.RowCount);
                to.I32(4, (int)page.Encoding);
                to.I32(5, page.DefinitionBytes);
                to.I32(6, page.RepetitionBytes);
                to.Bool(7, page.IsCompressed);
                to.EndStruct();
                break;
        }

        to.EndStruct();
    }

    /// <summary>The header of a split-block, xxHash64, uncompressed bloom filter (BloomFilter.md).</summary>
    public static void WriteBloomHeader(ThriftWriter to, int bytes)
    {
        to.BeginStruct();
        to.I32(1, bytes);
        for (int union = 2; union <= 4; union++)
        {
            to.BeginStruct(union);
            to.EmptyStruct(1);
            to.EndStruct();
        }

        to.EndStruct();
    }

    private static void WriteSchemaElement(ThriftWriter to, ParquetSchemaElement element)
    {
        to.BeginStruct();
        OptionalI32(to, 1, (int?)element.Type);
        OptionalI32(to, 2, element.TypeLength);
        OptionalI32(to, 3, (int?)element.Repetition);
        to.String(4, element.Name);
        if (element.Type is null)
        {
            to.I32(5, element.ChildCount);
        }

        OptionalI32(to, 6, (int?)element.Converted);
        OptionalI32(to, 7, element.Scale);
        OptionalI32(to, 8, element.Precision);
        OptionalI32(to, 9, element.FieldId);
        if (element.Logical is { } logical)
        {
            WriteLogicalType(to, logical);
        }

        to.EndStruct();
    }

    private static void WriteLogicalType(ThriftWriter to, ParquetLogicalType logical)
    {
        to.BeginStruct(10);
        to.BeginStruct((int)logical.Kind);
        switch (logical.Kind)
        {
            case ParquetLogicalKind.Decimal:
                to.I32(1, logical.Scale);
                to.I32(2, logical.Precision);
                break;
            case ParquetLogicalKind.Time or ParquetLogicalKind.Timestamp:
                to.Bool(1, logical.IsAdjustedToUtc);
                to.BeginStruct(2);
                to.EmptyStruct((int)logical.Unit);
                to.EndStruct();
                break;
            case ParquetLogicalKind.Integer:
                to.I8(1, (sbyte)logical.BitWidth);
                to.Bool(2, logical.IsSigned);
                break;
        }

        to.EndStruct();
        to.EndStruct();
    }

    private static void WriteRowGroup(ThriftWriter to, ParquetRowGroup group)
    {
        to.BeginStruct();
        to.BeginList(1, ThriftType.Struct, group.Columns.Count);
        foreach (ParquetColumnChunk chunk in group.Columns)
        {
            to.BeginStruct();
            to.I64(2, 0); // file_offset: the metadata stands in the footer, readers ignore the field
            WriteColumnMetadata(to, chunk);
            OptionalI64(to, 4, chunk.OffsetIndexOffset);
            OptionalI32(to, 5, chunk.OffsetIndexLength);
            OptionalI64(to, 6, chunk.ColumnIndexOffset);
            OptionalI32(to, 7, chunk.ColumnIndexLength);
            to.EndStruct();
        }

        to.I64(2, group.TotalByteSize);
        to.I64(3, group.RowCount);
        if (group.SortingColumns.Count > 0)
        {
            to.BeginList(4, ThriftType.Struct, group.SortingColumns.Count);
            foreach (ParquetSortingEntry entry in group.SortingColumns)
            {
                to.BeginStruct();
                to.I32(1, entry.ColumnIndex);
                to.Bool(2, entry.Descending);
                to.Bool(3, entry.NullsFirst);
                to.EndStruct();
            }
        }

        OptionalI64(to, 5, group.FileOffset);
        OptionalI64(to, 6, group.TotalCompressedSize);
        if (group.Ordinal is { } ordinal and <= short.MaxValue)
        {
            to.I16(7, (short)ordinal);
        }

        to.EndStruct();
    }

    private static void WriteColumnMetadata(ThriftWriter to, ParquetColumnChunk chunk)
    {
        to.BeginStruct(3);
        to.I32(1, (int)chunk.Type);
        to.BeginList(2, ThriftType.I32, chunk.Encodings.Count);
        foreach (ParquetEncoding encoding in chunk.Encodings)
        {
            to.Element((long)encoding);
        }

        to.BeginList(3, ThriftType.Binary, chunk.Path.Count);
        foreach (string part in chunk.Path)
        {
            to.Element(part);
        }

        to.I32(4, (int)chunk.Codec);
        to.I64(5, chunk.ValueCount);
        to.I64(6, chunk.UncompressedSize);
        to.I64(7, chunk.CompressedSize);
        to.I64(9, chunk.DataPageOffset);
        OptionalI64(to, 11, chunk.DictionaryPageOffset);
        if (chunk.Statistics is { } statistics)
        {
            WriteStatistics(to, statistics);
        }

        to.BeginList(13, ThriftType.Struct, chunk.PageEncodings.Count);
        foreach (ParquetPageEncodingStats stats in chunk.PageEncodings)
        {
            to.BeginStruct();
            to.I32(1, (int)stats.PageType);
            to.I32(2, (int)stats.Encoding);
            to.I32(3, stats.Count);
            to.EndStruct();
        }

        OptionalI64(to, 14, chunk.BloomFilterOffset);
        OptionalI32(to, 15, chunk.BloomFilterLength);
        if (chunk.Sizes is { } sizes)
        {
            to.BeginStruct(16);
            OptionalI64(to, 1, sizes.UnencodedByteArrayBytes);
            WriteCounts(to, 2, sizes.RepetitionHistogram);
            WriteCounts(to, 3, sizes.DefinitionHistogram);
            to.EndStruct();
        }

        to.EndStruct();
    }

    private static void WriteStatistics(ThriftWriter to, ParquetStatistics statistics)
    {
        to.BeginStruct(12);
        OptionalBinary(to, 1, statistics.LegacyMax);
        OptionalBinary(to, 2, statistics.LegacyMin);
        OptionalI64(to, 3, statistics.NullCount);
        OptionalI64(to, 4, statistics.DistinctCount);
        OptionalBinary(to, 5, statistics.Max);
        OptionalBinary(to, 6, statistics.Min);
        OptionalBool(to, 7, statistics.IsMaxExact);
        OptionalBool(to, 8, statistics.IsMinExact);
        OptionalI64(to, 9, statistics.NanCount);
        to.EndStruct();
    }

    private static void WriteCounts(ThriftWriter to, int id, IReadOnlyList<long> counts)
    {
        if (counts.Count > 0)
        {
            to.BeginList(id, ThriftType.I64, counts.Count);
            foreach (long count in counts)
            {
                to.Element(count);
            }
        }
    }

    private static void OptionalI32(ThriftWriter to, int id, int? value)
    {
        if (value is { } present)
        {
            to.I32(id, present);
        }
    }

    private static void OptionalI64(ThriftWriter to, int id, long? value)
    {
        if (value is { } present)
        {
            to.I64(id, present);
        }
    }

    private static void OptionalBool(ThriftWriter to, int id, bool? value)
    {
        if (value is { } present)
        {
            to.Bool(id, present);
        }
    }

    private static void OptionalBinary(ThriftWriter to, int id, byte[]? value)
    {
        if (value is not null)
        {
            to.Binary(id, value);
        }
    }
}

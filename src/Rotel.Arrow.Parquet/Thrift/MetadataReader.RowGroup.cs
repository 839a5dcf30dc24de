using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Thrift;

/// <content>Row groups and column chunks.</content>
internal ref partial struct MetadataReader
{
    private ParquetRowGroup RowGroup()
    {
        List<ParquetColumnChunk> columns = [];
        List<ParquetSortingEntry> sorting = [];
        long bytes = 0, rows = 0;
        long? offset = null, compressed = null;
        int? ordinal = null;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        columns.Add(ColumnChunk());
                    }

                    break;
                case 2:
                    bytes = _from.Integer(type);
                    break;
                case 3:
                    rows = _from.Integer(type);
                    break;
                case 4:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        sorting.Add(SortingEntry());
                    }

                    break;
                case 5:
                    offset = _from.Integer(type);
                    break;
                case 6:
                    compressed = _from.Integer(type);
                    break;
                case 7:
                    ordinal = _from.Int32(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetRowGroup
        {
            Columns = columns,
            TotalByteSize = bytes,
            TotalCompressedSize = compressed,
            RowCount = rows,
            FileOffset = offset,
            Ordinal = ordinal,
            SortingColumns = sorting,
        };
    }

    private ParquetSortingEntry SortingEntry()
    {
        int column = 0;
        bool descending = false, nullsFirst = false;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    column = _from.Int32(type);
                    break;
                case 2:
                    descending = _from.Bool(type);
                    break;
                case 3:
                    nullsFirst = _from.Bool(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetSortingEntry(column, descending, nullsFirst);
    }

    private ParquetColumnChunk ColumnChunk()
    {
        ParquetColumnChunk? chunk = null;
        long? offsetIndex = null, columnIndex = null;
        int? offsetIndexLength = null, columnIndexLength = null;
        bool isEncrypted = false;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 3:
                    _from.ExpectStruct(type);
                    chunk = ColumnMetadata();
                    break;
                case 4:
                    offsetIndex = _from.Integer(type);
                    break;
                case 5:
                    offsetIndexLength = _from.Int32(type);
                    break;
                case 6:
                    columnIndex = _from.Integer(type);
                    break;
                case 7:
                    columnIndexLength = _from.Int32(type);
                    break;
                case 8 or 9:
                    isEncrypted = true;
                    _from.Skip(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        if (chunk is null && !isEncrypted)
        {
            _from.Fail("a column chunk without metadata");
        }

        chunk ??= new ParquetColumnChunk { IsEncrypted = true };
        chunk.OffsetIndexOffset = offsetIndex;
        chunk.OffsetIndexLength = offsetIndexLength;
        chunk.ColumnIndexOffset = columnIndex;
        chunk.ColumnIndexLength = columnIndexLength;
        return chunk;
    }

    private ParquetColumnChunk ColumnMetadata()
    {
        int physical = -1, codec = 0;
        List<ParquetEncoding> encodings = [];
        List<string> path = [];
        long values = 0, uncompressed = 0, compressed = 0, dataPage = 0;
        long? dictionaryPage = null, bloom = null;
        int? bloomLength = null;
        ParquetStatistics? statistics = null;
        ParquetSizeStatistics? sizes = null;
        List<ParquetPageEncodingStats> pageEncodings = [];
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    physical = _from.Int32(type);
                    break;
                case 2:
                    for (int left = ShortListOf(type, out byte element); left > 0; left--)
                    {
                        encodings.Add((ParquetEncoding)_from.Int32(element));
                    }

                    break;
                case 3:
                    for (int left = ShortListOf(type, out byte element); left > 0; left--)
                    {
                        path.Add(_from.String(element, NameBytes));
                    }

                    break;
                case 4:
                    codec = _from.Int32(type);
                    break;
                case 5:
                    values = _from.Integer(type);
                    break;
                case 6:
                    uncompressed = _from.Integer(type);
                    break;
                case 7:
                    compressed = _from.Integer(type);
                    break;
                case 9:
                    dataPage = _from.Integer(type);
                    break;
                case 11:
                    dictionaryPage = _from.Integer(type);
                    break;
                case 12:
                    _from.ExpectStruct(type);
                    statistics = Statistics();
                    break;
                case 13:
                    for (int left = StructList(type); left > 0; left--)
                    {
                        pageEncodings.Add(PageEncodingStats());
                    }

                    break;
                case 14:
                    bloom = _from.Integer(type);
                    break;
                case 15:
                    bloomLength = _from.Int32(type);
                    break;
                case 16:
                    _from.ExpectStruct(type);
                    sizes = SizeStatistics();
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetColumnChunk
        {
            Type = (ParquetPhysicalType)physical,
            Path = path,
            Encodings = encodings,
            Codec = (ParquetCodec)codec,
            ValueCount = values,
            UncompressedSize = uncompressed,
            CompressedSize = compressed,
            DataPageOffset = dataPage,
            DictionaryPageOffset = dictionaryPage,
            Statistics = statistics,
            PageEncodings = pageEncodings,
            BloomFilterOffset = bloom,
            BloomFilterLength = bloomLength,
            Sizes = sizes,
        };
    }

    private ParquetPageEncodingStats PageEncodingStats()
    {
        int page = 0, encoding = 0, count = 0;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    page = _from.Int32(type);
                    break;
                case 2:
                    encoding = _from.Int32(type);
                    break;
                case 3:
                    count = _from.Int32(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetPageEncodingStats((ParquetPageType)page, (ParquetEncoding)encoding, count);
    }

    private ParquetStatistics Statistics()
    {
        byte[]? legacyMax = null, legacyMin = null, max = null, min = null;
        long? nulls = null, distinct = null, nans = null;
        bool? maxExact = null, minExact = null;
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    legacyMax = _from.Binary(type).ToArray();
                    break;
                case 2:
                    legacyMin = _from.Binary(type).ToArray();
                    break;
                case 3:
                    nulls = _from.Integer(type);
                    break;
                case 4:
                    distinct = _from.Integer(type);
                    break;
                case 5:
                    max = _from.Binary(type).ToArray();
                    break;
                case 6:
                    min = _from.Binary(type).ToArray();
                    break;
                case 7:
                    maxExact = _from.Bool(type);
                    break;
                case 8:
                    minExact = _from.Bool(type);
                    break;
                case 9:
                    nans = _from.Integer(type);
                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetStatistics
        {
            LegacyMax = legacyMax,
            LegacyMin = legacyMin,
            NullCount = nulls,
            DistinctCount = distinct,
            Max = max,
            Min = min,
            IsMaxExact = maxExact,
            IsMinExact = minExact,
            NanCount = nans,
        };
    }

    private ParquetSizeStatistics SizeStatistics()
    {
        long? bytes = null;
        List<long> repetitions = [], definitions = [];
        int id = 0;
        while (_from.NextField(ref id, out byte type))
        {
            switch (id)
            {
                case 1:
                    bytes = _from.Integer(type);
                    break;
                case 2 or 3:
                    List<long> counts = id == 2 ? repetitions : definitions;
                    for (int left = ShortListOf(type, out byte element); left > 0; left--)
                    {
                        counts.Add(_from.Integer(element));
                    }

                    break;
                default:
                    _from.Skip(type);
                    break;
            }
        }

        return new ParquetSizeStatistics
        {
            UnencodedByteArrayBytes = bytes,
            RepetitionHistogram = repetitions,
            DefinitionHistogram = definitions,
        };
    }

    private int ShortListOf(byte type, out byte element)
    {
        int count = _from.List(type, out element, ShortList);
        Spend(count);
        return count;
    }
}

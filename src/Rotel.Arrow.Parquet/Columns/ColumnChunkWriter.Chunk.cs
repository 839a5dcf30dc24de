using System.IO.Hashing;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Output;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet.Columns;

/// <content>Finishing a chunk: dictionary page, pages, footer entry, indexes.</content>
internal sealed partial class ColumnChunkWriter
{
    /// <summary>Writes the chunk: the dictionary page, if there is one, then the data pages that waited.</summary>
    public ParquetColumnChunk WriteChunk(ByteSink file)
    {
        FlushPage();
        long start = file.Position;
        if (_totals.DictionaryDataPages > 0)
        {
            WriteDictionaryPage(file);
        }

        _firstPageOffset = file.Position;
        _pages.Drain(file);
        return new ParquetColumnChunk
        {
            Type = _column.Type.Physical,
            Path = _column.Path,
            Encodings = Encodings(),
            Codec = _chunkCodec,
            ValueCount = _totals.Entries,
            UncompressedSize = _totals.UncompressedBytes,
            CompressedSize = file.Position - start,
            DataPageOffset = _firstPageOffset,
            DictionaryPageOffset = _totals.DictionaryDataPages > 0 ? start : null,
            Statistics = Statistics(),
            PageEncodings = PageEncodings(),
            Sizes = _totals.Sizes(),
        };
    }

    /// <summary>Builds the bloom filter of the chunk into <paramref name="output"/>; 0 bytes when there is none.</summary>
    public int BuildBloomFilter(NativeBuffer<byte> output)
    {
        if (_bloom is null || _totals.Values == 0)
        {
            return 0;
        }

        if (_totals.DictionaryDataPages > 0)
        {
            ChunkDictionary dictionary = _dictionary!.Dictionary;
            for (int entry = 0; entry < dictionary.Count; entry++)
            {
                _bloom.Hashes.Append(XxHash64.HashToUInt64(dictionary[entry]));
            }
        }

        return _bloom.Build(output);
    }

    /// <summary>Writes the column index; false when the chunk has none.</summary>
    public bool WriteColumnIndex(ThriftWriter to) => _index is not null && _index.WriteColumnIndex(to);

    /// <summary>Writes the offset index; false when the chunk has none.</summary>
    public bool WriteOffsetIndex(ThriftWriter to)
    {
        if (_index is null)
        {
            return false;
        }

        _index.WriteOffsetIndex(to, _firstPageOffset);
        return true;
    }

    /// <summary>Forgets the row group and gives its memory back to the pool.</summary>
    public void NextChunk()
    {
        _pages.Clear();
        _plain.Dispose();
        _levels.Dispose();
        _bloom?.Dispose();
        _index?.Clear();
        _totals.Clear();
        _chunkBounds?.Clear();
        _pageBounds?.Clear();
        _dictionary?.NextChunk();
        StartChunk();
    }

    private long _firstPageOffset;

    private void WriteDictionaryPage(ByteSink file)
    {
        ChunkDictionary dictionary = _dictionary!.Dictionary;
        ReadOnlySpan<byte> body = dictionary.PlainBytes;
        ReadOnlySpan<byte> stored = _sink.Compressor.Compress(_chunkCodec, _options.CompressionLevel, body);
        ReadOnlySpan<byte> header = _sink.Header(
            new ParquetPageHeader
            {
                Type = ParquetPageType.DictionaryPage,
                UncompressedSize = body.Length,
                CompressedSize = stored.Length,
                ValueCount = dictionary.Count,
                Encoding = ParquetEncoding.Plain,
            },
            stored,
            default);
        file.Write(header);
        file.Write(stored);
        _totals.UncompressedBytes += header.Length + body.Length;
    }

    private List<ParquetEncoding> Encodings()
    {
        var encodings = new List<ParquetEncoding> { ParquetEncoding.Rle };
        if (_totals.DictionaryDataPages > 0)
        {
            encodings.Add(ParquetEncoding.Plain);
            encodings.Add(ParquetEncoding.RleDictionary);
        }

        if (_totals.OtherDataPages > 0 && !encodings.Contains(_plain.Encoding))
        {
            encodings.Add(_plain.Encoding);
        }

        return encodings;
    }

    private List<ParquetPageEncodingStats> PageEncodings()
    {
        ParquetPageType data = _sink.Options.PageVersion == ParquetPageVersion.V2
            ? ParquetPageType.DataPageV2
            : ParquetPageType.DataPage;
        var stats = new List<ParquetPageEncodingStats>();
        if (_totals.DictionaryDataPages > 0)
        {
            stats.Add(new ParquetPageEncodingStats(ParquetPageType.DictionaryPage, ParquetEncoding.Plain, 1));
            stats.Add(
                new ParquetPageEncodingStats(data, ParquetEncoding.RleDictionary, _totals.DictionaryDataPages));
        }

        if (_totals.OtherDataPages > 0)
        {
            stats.Add(new ParquetPageEncodingStats(data, _plain.Encoding, _totals.OtherDataPages));
        }

        return stats;
    }

    private ParquetStatistics Statistics()
    {
        bool minExact = false, maxExact = false;
        byte[]? min = _chunkBounds?.LowerBound(out minExact);
        byte[]? max = _chunkBounds?.UpperBound(out maxExact);
        bool both = min is not null && max is not null;

        // The deprecated pair had signed order for everything; it is true where that is the order.
        bool isSigned = _column.Type.Order
            is ValueOrder.Int32
            or ValueOrder.Int64
            or ValueOrder.Float
            or ValueOrder.Double
            or ValueOrder.Boolean;
        bool countsNans = ValueComparer.IsFloating(_column.Type.Order) && _totals.AreNansCounted;
        return new ParquetStatistics
        {
            Min = both ? min : null,
            Max = both ? max : null,
            IsMinExact = both ? minExact : null,
            IsMaxExact = both ? maxExact : null,
            LegacyMin = both && isSigned ? min : null,
            LegacyMax = both && isSigned ? max : null,
            NullCount = _totals.Entries - _totals.Values,
            NanCount = countsNans ? _chunkBounds!.NanCount : null,
        };
    }
}

using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <content>Finishing pages: encode, compress, checksum, index.</content>
internal sealed partial class ColumnChunkWriter
{
    /// <summary>Pages smaller than this say nothing about whether compression pays.</summary>
    private const int MinProbeBytes = 4096;

    /// <summary>After a page that did not compress, v2 stores this many more pages without trying.</summary>
    private const int PagesBetweenProbes = 7;

    private ParquetCodec _chunkCodec;
    private int _entriesBeforePage;
    private int _bytesBeforePage;
    private int _uselessPages;

    /// <summary>Ends the page being filled, if it has rows.</summary>
    public void FlushPage()
    {
        if (_levels.EntryCount == 0)
        {
            return;
        }

        long byteArrayBytes = _usesDictionary ? LeaveDictionaryIfUseless() : 0;
        if (!_usesDictionary)
        {
            byteArrayBytes = (_plain as ByteArrayValues)?.DataBytes ?? 0;
            if (_pageBounds is not null)
            {
                _plain.Observe(_pageBounds);
            }

            if (_bloom is not null)
            {
                _plain.Hash(_bloom.Hashes);
            }
        }

        int values = _usesDictionary ? _dictionary!.Indexes.Length : _plain.Count;
        long at = _pages.Length;
        if (_sink.Options.PageVersion == ParquetPageVersion.V2)
        {
            WriteV2(values);
        }
        else
        {
            WriteV1();
        }

        Account(values, byteArrayBytes, at);
        _levels.Clear();
        _plain.Clear();
        _pageBounds?.Clear();
        if (_usesDictionary)
        {
            _dictionary!.NextPage();
            _entriesBeforePage = _dictionary.Dictionary.Count;
            _bytesBeforePage = _dictionary.Dictionary.PlainBytes.Length;
            _usesDictionary = _bytesBeforePage < _sink.Options.DictionaryBytes;
        }
    }

    /// <summary>
    /// Compares the page with and without dictionary: what it added to the dictionary and its indexes against its
    /// plain values. At less than an eighth saved, the page and the rest of the chunk go without. Returns the bytes of
    /// the page's BYTE_ARRAY values.
    /// </summary>
    private long LeaveDictionaryIfUseless()
    {
        ChunkDictionary entries = _dictionary!.Dictionary;
        ReadOnlySpan<int> indexes = _dictionary.Indexes;
        long plain = 0;
        if (_column.Type.Width > 0)
        {
            plain = (long)indexes.Length * _column.Type.Width;
        }
        else
        {
            ReadOnlySpan<int> sizes = entries.PlainSizes;
            foreach (int index in indexes)
            {
                plain += sizes[index];
            }
        }

        long added = entries.PlainBytes.Length - _bytesBeforePage;
        long coded = added + ((long)indexes.Length * _dictionary.Width / 8);
        if (indexes.IsEmpty || coded * 8 <= plain * 7)
        {
            return _column.Type.Width > 0 ? 0 : plain - (4L * indexes.Length);
        }

        foreach (int index in indexes)
        {
            _plain.AppendValue(entries[index]);
        }

        entries.Truncate(_entriesBeforePage);
        _dictionary.NextPage();
        _pageBounds?.Clear();
        _usesDictionary = false;
        return 0;
    }

    private void WriteV1()
    {
        NativeBuffer<byte> body = _sink.Body;
        body.Clear();
        _levels.EncodeV1(_sink.Bits, body);
        EncodeValues(body);
        ReadOnlySpan<byte> stored = _sink.Compressor.Compress(_chunkCodec, _options.CompressionLevel, body.Values);
        if (_chunkCodec != ParquetCodec.Uncompressed
            && _sink.Options.SkipUselessCompression
            && DictionaryIsSmallAgainst(body.Count)
            && _pages.Length == 0
            && body.Count >= MinProbeBytes
            && !Pays(stored.Length, body.Count))
        {
            // v1 has one codec a chunk: the first page decides.
            _chunkCodec = ParquetCodec.Uncompressed;
            stored = body.Values;
        }

        Store(
            new ParquetPageHeader
            {
                Type = ParquetPageType.DataPage,
                UncompressedSize = body.Count,
                CompressedSize = stored.Length,
                ValueCount = _levels.EntryCount,
                Encoding = PageEncoding,
            },
            stored,
            default);
    }

    private void WriteV2(int values)
    {
        NativeBuffer<byte> body = _sink.Body;
        body.Clear();
        int repetitionBytes = _levels.EncodeRepetitions(_sink.Bits, body);
        int definitionBytes = _levels.EncodeDefinitions(_sink.Bits, body);
        int levelBytes = repetitionBytes + definitionBytes;
        EncodeValues(body);
        ReadOnlySpan<byte> section = body.Values[levelBytes..];
        ReadOnlySpan<byte> stored = section;
        bool probe = _uselessPages == 0 || !_sink.Options.SkipUselessCompression;
        if (_chunkCodec != ParquetCodec.Uncompressed && !section.IsEmpty && probe)
        {
            stored = _sink.Compressor.Compress(_chunkCodec, _options.CompressionLevel, section);
            if (_sink.Options.SkipUselessCompression && !Pays(stored.Length, section.Length))
            {
                stored = section;
                _uselessPages = section.Length >= MinProbeBytes ? PagesBetweenProbes + 1 : 0;
            }
        }

        bool isCompressed = _chunkCodec != ParquetCodec.Uncompressed && !(stored == section) && !section.IsEmpty;
        _uselessPages = Math.Max(0, _uselessPages - 1);
        Store(
            new ParquetPageHeader
            {
                Type = ParquetPageType.DataPageV2,
                UncompressedSize = body.Count,
                CompressedSize = levelBytes + stored.Length,
                ValueCount = _levels.EntryCount,
                NullCount = _levels.EntryCount - values,
                RowCount = _levels.RowCount,
                Encoding = PageEncoding,
                DefinitionBytes = definitionBytes,
                RepetitionBytes = repetitionBytes,
                IsCompressed = isCompressed,
            },
            body.Values[..levelBytes],
            stored);
    }

    private ParquetEncoding PageEncoding => _usesDictionary ? ParquetEncoding.RleDictionary : _plain.Encoding;

    /// <summary>Whether the dictionary page may stay uncompressed with the indexes: it adds little to the chunk.</summary>
    private bool DictionaryIsSmallAgainst(int pageBytes) =>
        !_usesDictionary || _dictionary!.Dictionary.PlainBytes.Length <= pageBytes / 4;

    private static bool Pays(int compressed, int plain) => compressed <= plain - (plain / 32);

    private void EncodeValues(NativeBuffer<byte> body)
    {
        if (!_usesDictionary)
        {
            _plain.Encode(body);
            return;
        }

        int width = _dictionary!.Width;
        body.Append((byte)width);
        HybridEncoder.Indexes(_dictionary.Indexes, width, body);
    }

    private void Store(in ParquetPageHeader page, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ReadOnlySpan<byte> header = _sink.Header(page, first, second);
        _pages.Append(header);
        _pages.Append(first);
        _pages.Append(second);
        _totals.UncompressedBytes += header.Length + page.UncompressedSize;
    }

    private void Account(int values, long byteArrayBytes, long pageOffset)
    {
        long? nans = null;
        if (ValueComparer.IsFloating(_column.Type.Order) && _pageBounds is not null && !_usesDictionary)
        {
            nans = _pageBounds.NanCount;
        }

        _totals.AreNansCounted &= nans is not null;
        _index?.Add(
            pageOffset,
            (int)(_pages.Length - pageOffset),
            _totals.Rows,
            _levels.EntryCount - values,
            values,
            nans,
            _column.Type.Physical == ParquetPhysicalType.ByteArray ? byteArrayBytes : null,
            _pageBounds);
        if (_pageBounds is not null)
        {
            _chunkBounds!.Merge(_pageBounds);
        }

        _levels.Count(values, _totals.Repetitions, _totals.Definitions);
        _totals.Entries += _levels.EntryCount;
        _totals.Rows += _levels.RowCount;
        _totals.Values += values;
        _totals.ByteArrayBytes += byteArrayBytes;
        if (_usesDictionary)
        {
            _totals.DictionaryDataPages++;
        }
        else
        {
            _totals.OtherDataPages++;
        }
    }
}

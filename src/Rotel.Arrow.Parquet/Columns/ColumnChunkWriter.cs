using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Output;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// One leaf column: takes slices of arrays, cuts pages, keeps the finished pages of the row group. Pages are cut
/// before a slice that would overfill them, so always between rows. This part takes values in and decides between
/// dictionary and values; the other parts finish pages and chunks.
/// </summary>
/// <remarks>
/// The dictionary is left for the rest of the chunk when a page would not be smaller with it (that page goes without,
/// and the entries it brought are dropped), when it reaches its size limit, or when the column comes as plain values.
/// </remarks>
internal sealed partial class ColumnChunkWriter : IDisposable
{
    private readonly LeafColumn _column;
    private readonly ParquetColumnOptions _options;
    private readonly PageSink _sink;
    private readonly ColumnValues _plain;
    private readonly DictionaryIndexes? _dictionary;
    private readonly PageLevels _levels;
    private readonly SlabChain _pages;
    private readonly ValueBounds? _pageBounds;
    private readonly ValueBounds? _chunkBounds;
    private readonly BloomFilterBuilder? _bloom;
    private readonly PageIndexBuilder? _index;
    private readonly ChunkTotals _totals;
    private readonly SlotReader _decoder;
    private readonly BitAccumulator _nullEntries;
    private bool _usesDictionary;

    public ColumnChunkWriter(LeafColumn column, PageSink sink, SlabPool pool)
    {
        _column = column;
        _sink = sink;
        _options = sink.Options.For(column.DottedPath);
        _plain = ColumnValuesFactory.Create(column, _options, sink.Options.Profile, pool);
        _levels = new PageLevels(column, pool);
        _pages = new SlabChain(pool);
        _totals = new ChunkTotals(column);
        _decoder = new SlotReader(column);
        _nullEntries = new BitAccumulator(pool);
        _index = _options.PageIndex ? new PageIndexBuilder(column) : null;
        if (_options.Statistics && column.Type.Order != ValueOrder.None)
        {
            int limit = sink.Options.StatisticsBytes;
            _pageBounds = new ValueBounds(column.Type.Order, column.Type.IsText, limit);
            _chunkBounds = new ValueBounds(column.Type.Order, column.Type.IsText, limit);
        }

        if (_options.BloomFilter && column.Type.Order is not (ValueOrder.None or ValueOrder.Boolean))
        {
            _bloom = new BloomFilterBuilder(pool, _options.BloomFilterRate, _options.BloomFilterMaxBytes);
        }

        if (_options.Dictionary != ParquetDictionaryMode.Never
            && column.Type.Physical != ParquetPhysicalType.Boolean
            && column.ValueType.TypeId != ArrowTypeId.Null)
        {
            _dictionary = new DictionaryIndexes(column, _pageBounds, pool);
        }

        StartChunk();
    }

    /// <summary>Rows of the page being filled.</summary>
    public int PageRowCount => _levels.RowCount;

    /// <summary>Bytes of the chunk so far, encoded, before compression.</summary>
    public long EncodedBytes => _totals.UncompressedBytes + OpenPageBytes;

    /// <summary>Memory that grows with the row group: pages, dictionary, bloom hashes.</summary>
    public long HeldBytes =>
        _pages.CapacityBytes + (_dictionary?.Dictionary.CapacityBytes ?? 0) + (_bloom?.CapacityBytes ?? 0);

    private long OpenPageBytes =>
        (_usesDictionary ? _dictionary!.Indexes.Length * 2L : _plain.PlainBytes) + (_levels.EntryCount / 4);

    /// <summary>Takes the slots of a slice.</summary>
    /// <param name="frame">The leaf's frame, before its own nulls.</param>
    /// <param name="node">The leaf in the schema.</param>
    /// <param name="data">Its array: values, or a dictionary array.</param>
    /// <param name="sliceBytes">About how many bytes the slice brings to this column.</param>
    public void Append(in LevelFrame frame, SchemaNode node, ArrayData data, long sliceBytes)
    {
        bool isDictionary = data.DataType.TypeId == ArrowTypeId.Dictionary;
        PreparePage(frame.RowCount, sliceBytes, isDictionary);
        if (_column.ValueType.TypeId == ArrowTypeId.Null)
        {
            _levels.AppendAllNull(frame);
            return;
        }

        ReadOnlySpan<byte> validity = isDictionary && data.Dictionary.GetNullCount() > 0
            ? WithNullEntries(node, data, frame)
            : LevelBuilder.ValidityOf(node, data, frame);
        _levels.Append(frame, validity, data.Offset);
        int shift = frame.SlotShift + data.Offset;
        foreach (SlotRange range in frame.Slots.Values)
        {
            int start = range.Start + shift;
            if (!isDictionary && !_usesDictionary)
            {
                _plain.AppendRange(data, start, range.Count, validity);
            }
            else if (!isDictionary)
            {
                _dictionary!.AppendValues(data, start, range.Count, validity);
            }
            else if (_usesDictionary)
            {
                _dictionary!.AppendCodes(data, start, range.Count, validity);
            }
            else
            {
                AppendDecoded(data, start, range.Count, validity);
            }
        }
    }

    /// <summary>Lets go of the batch's arrays.</summary>
    public void EndBatch()
    {
        _dictionary?.EndBatch();
        _decoder.Attach(null);
    }

    public void Dispose()
    {
        _plain.Dispose();
        _dictionary?.Dispose();
        _levels.Dispose();
        _pages.Dispose();
        _bloom?.Dispose();
        _nullEntries.Dispose();
    }

    private void PreparePage(int rows, long bytes, bool isDictionary)
    {
        ParquetWriterOptions options = _sink.Options;
        if (_levels.RowCount > 0
            && (_levels.RowCount + rows > options.PageRows || OpenPageBytes + bytes > options.PageBytes))
        {
            FlushPage();
        }

        if (_usesDictionary && !isDictionary && _options.Dictionary == ParquetDictionaryMode.Auto)
        {
            FlushPage();
            _usesDictionary = false;
        }
    }

    /// <summary>The column has left its dictionary, but the array has one: writes the values it stands for.</summary>
    private void AppendDecoded(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        _decoder.Attach(data.Dictionary);
        var runs = new ValidRuns(validity, start, count);
        while (runs.Next())
        {
            for (int i = 0; i < runs.Count; i++)
            {
                int code = DictionaryCode.Read(data, runs.Start + i);
                _plain.AppendValue(_decoder.Read(data.Dictionary.Offset + code));
            }
        }
    }

    /// <summary>Nulls of the rows and nulls among the dictionary's entries, as one bitmap over the array's slots.</summary>
    private ReadOnlySpan<byte> WithNullEntries(SchemaNode node, ArrayData data, in LevelFrame frame)
    {
        ReadOnlySpan<byte> rows = data.NullCount == 0 ? default : data.Buffers[0].Span;
        ReadOnlySpan<byte> entries = data.Dictionary.Buffers[0].Span;
        _nullEntries.Clear();
        int shift = frame.SlotShift + data.Offset;
        bool any = false;
        foreach (SlotRange range in frame.Slots.Values)
        {
            // Slots that no live entry refers to stay zero.
            int start = range.Start + shift;
            _nullEntries.AppendZeros(start - _nullEntries.Count);
            for (int slot = start; slot < start + range.Count; slot++)
            {
                bool isValid = (rows.IsEmpty || Bits.IsSet(rows, slot))
                    && Bits.IsSet(entries, data.Dictionary.Offset + DictionaryCode.Read(data, slot));
                any |= !isValid;
                if (isValid)
                {
                    _nullEntries.AppendOnes(1);
                }
                else
                {
                    _nullEntries.AppendZeros(1);
                }
            }
        }

        if (any && !node.IsNullable)
        {
            throw new ArgumentException($"Column {node.Name} is declared non-nullable, but holds a null.");
        }

        _nullEntries.Materialize();
        return any ? _nullEntries.Complete() : default;
    }

    private void StartChunk()
    {
        _usesDictionary = _dictionary is not null;
        _chunkCodec = _options.Codec;
        _entriesBeforePage = 0;
        _bytesBeforePage = 0;
        _uselessPages = 0;
    }
}

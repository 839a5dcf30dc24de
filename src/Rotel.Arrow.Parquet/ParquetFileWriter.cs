using System.Buffers;
using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Columns;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Output;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet;

/// <summary>
/// Writes Arrow record batches as one Parquet file, straight from the Arrow buffers.
/// <code>
///   PAR1 | row group: dictionary page, data pages of column 0; column 1; ... ; bloom filters | row group ...
///        | column indexes | offset indexes | footer | footer length | PAR1
/// </code>
/// A batch is encoded, compressed and let go before <see cref="Write"/> returns; finished pages wait in memory until
/// their row group ends. Nothing in the file is complete before <see cref="Close"/>.
/// </summary>
/// <remarks>
/// One thread at a time. After an exception from <see cref="Write"/>, <see cref="FlushRowGroup"/> or
/// <see cref="Close"/> the file is lost: only <see cref="Dispose"/> remains, which gives the memory back and writes
/// nothing.
/// </remarks>
public sealed class ParquetFileWriter : IDisposable
{
    private readonly ParquetWriterOptions _options;
    private readonly Schema _arrowSchema;
    private readonly ParquetSchema _schema;
    private readonly ByteSink _file;
    private readonly PageSink _sink;
    private readonly ColumnChunkWriter[] _columns;
    private readonly FieldWriter[] _fields;
    private readonly ThriftWriter _thrift;
    private readonly NativeBuffer<byte> _bloom;
    private readonly PageIndexSection _indexes;
    private readonly ParquetSortingEntry[] _sorting;
    private readonly List<ParquetRowGroup> _rowGroups = [];
    private long _groupRows;
    private bool _isBroken;
    private bool _isClosed;

    /// <param name="stream">Gets the file; the caller flushes and closes it.</param>
    /// <param name="schema">Schema of every batch.</param>
    /// <param name="options">How to write.</param>
    /// <param name="pool">Where the memory comes from.</param>
    /// <exception cref="ArgumentException">Options are out of range, or name a column or encoding that cannot be.</exception>
    /// <exception cref="NotSupportedException">A field's type has no Parquet form here.</exception>
    public ParquetFileWriter(Stream stream, Schema schema, ParquetWriterOptions options, SlabPool pool)
        : this(new StreamSink(stream), schema, options, pool)
    {
    }

    /// <inheritdoc cref="ParquetFileWriter(Stream, Schema, ParquetWriterOptions, SlabPool)"/>
    /// <param name="writer">Gets the file.</param>
    /// <param name="schema">Schema of every batch.</param>
    /// <param name="options">How to write.</param>
    /// <param name="pool">Where the memory comes from.</param>
    public ParquetFileWriter(
        IBufferWriter<byte> writer, Schema schema, ParquetWriterOptions options, SlabPool pool)
        : this(new BufferWriterSink(writer), schema, options, pool)
    {
    }

    private ParquetFileWriter(ByteSink file, Schema schema, ParquetWriterOptions options, SlabPool pool)
    {
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        _file = file;
        _options = options;
        _arrowSchema = schema;
        _schema = new ParquetSchema(schema, options.TimestampsInMicros);
        _sorting = Sorting(options, _schema);
        _sink = new PageSink(options, pool);
        _columns = new ColumnChunkWriter[_schema.Leaves.Count];
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i] = new ColumnChunkWriter(_schema.Leaves[i], _sink, pool);
        }

        _fields = new FieldWriter[_schema.Fields.Length];
        for (int i = 0; i < _fields.Length; i++)
        {
            _fields[i] = new FieldWriter(_schema.Fields[i], options, _columns, pool);
        }

        _thrift = new ThriftWriter(pool);
        _bloom = new NativeBuffer<byte>(pool);
        _indexes = new PageIndexSection(pool);
    }

    /// <summary>Rows taken.</summary>
    public long RowCount { get; private set; }

    /// <summary>Row groups written.</summary>
    public int RowGroupCount => _rowGroups.Count;

    /// <summary>Bytes written.</summary>
    public long WrittenBytes => _file.Position;

    /// <summary>Encoded bytes of the open row group, before compression.</summary>
    public long RowGroupBytes
    {
        get
        {
            long bytes = 0;
            foreach (ColumnChunkWriter column in _columns)
            {
                bytes += column.EncodedBytes;
            }

            return bytes;
        }
    }

    /// <summary>Memory held by the open row group.</summary>
    public long HeldBytes
    {
        get
        {
            long bytes = 0;
            foreach (ColumnChunkWriter column in _columns)
            {
                bytes += column.HeldBytes;
            }

            return bytes;
        }
    }

    /// <summary>Takes all rows of a batch; row groups end where they are full, also within the batch.</summary>
    /// <exception cref="ArgumentException">The batch has another schema, or its arrays contradict themselves.</exception>
    public void Write(RecordBatch batch)
    {
        Guard();
        if (batch.ColumnCount != _fields.Length)
        {
            throw new ArgumentException($"The batch has {batch.ColumnCount} columns, the schema {_fields.Length}.");
        }

        for (int i = 0; i < _fields.Length; i++)
        {
            ArrayData data = batch.Column(i).Data;
            _schema.Fields[i].Check(data, _schema.Fields[i].Name);
            if (data.Length != batch.Length)
            {
                throw new ArgumentException(
                    $"Column {_schema.Fields[i].Name} has {data.Length} rows, the batch {batch.Length}.");
            }
        }

        _isBroken = true;
        for (int row = 0; row < batch.Length;)
        {
            int rows = RowsOfBlock(batch, row);
            for (int i = 0; i < _fields.Length; i++)
            {
                _fields[i].Append(batch.Column(i).Data, row, rows);
            }

            row += rows;
            _groupRows += rows;
            RowCount += rows;
            if (_groupRows >= _options.RowGroupRows
                || HeldBytes >= _options.BufferedBytes
                || RowGroupBytes >= _options.RowGroupBytes)
            {
                EndRowGroup();
            }
        }

        foreach (ColumnChunkWriter column in _columns)
        {
            column.EndBatch();
        }

        _isBroken = false;
    }

    /// <summary>Ends the open row group, if it has rows.</summary>
    public void FlushRowGroup()
    {
        Guard();
        _isBroken = true;
        EndRowGroup();
        _isBroken = false;
    }

    /// <summary>Ends the file: last row group, page indexes, footer. Returns the bytes of the file.</summary>
    public long Close()
    {
        Guard();
        _isBroken = true;
        EndRowGroup();
        Start();
        _indexes.Write(_file);
        _thrift.Clear();
        MetadataWriter.WriteFooter(_thrift, Footer());
        _file.Write(_thrift.Written);
        Span<byte> end = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(end, _thrift.Length);
        "PAR1"u8.CopyTo(end[4..]);
        _file.Write(end);
        _isBroken = false;
        _isClosed = true;
        return _file.Position;
    }

    /// <summary>Gives all memory back. Without <see cref="Close"/> before, what was written is no Parquet file.</summary>
    public void Dispose()
    {
        _isClosed = true;
        foreach (FieldWriter field in _fields)
        {
            field.Dispose();
        }

        foreach (ColumnChunkWriter column in _columns)
        {
            column.Dispose();
        }

        _sink.Dispose();
        _thrift.Dispose();
        _bloom.Dispose();
        _indexes.Dispose();
    }

    private static ParquetSortingEntry[] Sorting(ParquetWriterOptions options, ParquetSchema schema)
    {
        var entries = new ParquetSortingEntry[options.SortingColumns.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            ParquetSortingColumn sorting = options.SortingColumns[i];
            LeafColumn leaf = schema.Leaves.FirstOrDefault(leaf => leaf.DottedPath == sorting.Column)
                ?? throw new ArgumentException($"SortingColumns: there is no leaf column {sorting.Column}.");
            entries[i] = new ParquetSortingEntry(leaf.Ordinal, sorting.Descending, sorting.NullsFirst);
        }

        return entries;
    }

    /// <summary>Rows that a row group may take before its limits are looked at again: an eighth of its bytes.</summary>
    private int RowsOfBlock(RecordBatch batch, int row)
    {
        var rows = (int)Math.Min(
            Math.Min(batch.Length - row, _options.PageRows), _options.RowGroupRows - _groupRows);
        while (rows > 1)
        {
            long bytes = 0;
            for (int i = 0; i < _fields.Length; i++)
            {
                bytes += ArrayBytes.Estimate(_schema.Fields[i], batch.Column(i).Data, row, rows).Total;
            }

            if (bytes <= _options.RowGroupBytes / 8)
            {
                break;
            }

            rows = (rows + 1) / 2;
        }

        return rows;
    }

    private void EndRowGroup()
    {
        if (_groupRows == 0)
        {
            return;
        }

        Start();
        long start = _file.Position;
        var chunks = new ParquetColumnChunk[_columns.Length];
        long uncompressed = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            chunks[i] = _columns[i].WriteChunk(_file);
            uncompressed += chunks[i].UncompressedSize;
        }

        long compressed = _file.Position - start;
        for (int i = 0; i < _columns.Length; i++)
        {
            WriteBloomFilter(_columns[i], chunks[i]);
            _indexes.Add(_columns[i], chunks[i], _thrift);
            _columns[i].NextChunk();
        }

        // One batch of giant values must not make scratch large for the life of the file.
        _sink.Trim();
        foreach (FieldWriter field in _fields)
        {
            field.Dispose();
        }

        _rowGroups.Add(new ParquetRowGroup
        {
            Columns = chunks,
            TotalByteSize = uncompressed,
            TotalCompressedSize = compressed,
            RowCount = _groupRows,
            FileOffset = start,
            Ordinal = _rowGroups.Count,
            SortingColumns = _sorting,
        });
        _groupRows = 0;
    }

    private void WriteBloomFilter(ColumnChunkWriter column, ParquetColumnChunk chunk)
    {
        int bytes = column.BuildBloomFilter(_bloom);
        if (bytes > 0)
        {
            chunk.BloomFilterOffset = _file.Position;
            _thrift.Clear();
            MetadataWriter.WriteBloomHeader(_thrift, bytes);
            _file.Write(_thrift.Written);
            _file.Write(_bloom.Values[..bytes]);
            chunk.BloomFilterLength = _thrift.Length + bytes;
        }
    }

    private ParquetFileMetadata Footer()
    {
        var keyValues = new List<KeyValuePair<string, string?>>();
        if (_options.ArrowSchema)
        {
            keyValues.Add(new(ArrowSchemaMetadata.Key, ArrowSchemaMetadata.Encode(_arrowSchema)));
        }

        if (_arrowSchema.HasMetadata)
        {
            foreach ((string key, string value) in _arrowSchema.Metadata)
            {
                keyValues.Add(new(key, value));
            }
        }

        foreach ((string key, string value) in _options.Metadata)
        {
            keyValues.Add(new(key, value));
        }

        return new ParquetFileMetadata
        {
            Schema = _schema.Elements,
            RowCount = RowCount,
            RowGroups = _rowGroups,
            KeyValues = keyValues,
            CreatedBy = _options.CreatedBy,
            ColumnOrderCount = _columns.Length,
        };
    }

    private void Start()
    {
        if (_file.Position == 0)
        {
            _file.Write("PAR1"u8);
        }
    }

    private void Guard()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        if (_isBroken)
        {
            throw new InvalidOperationException("An earlier call failed; the file cannot be continued.");
        }
    }
}

using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;
using Rotel.Arrow.Columnar.Ipc.Reading;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>
/// Reads one Arrow IPC stream that arrives in pieces of whole messages, each piece validated before anything of it is
/// handed out. Schema and dictionaries stay between the pieces; see README.md in this folder.
/// </summary>
/// <remarks>One thread at a time. Batches are immutable and live as long as their slabs are held.</remarks>
public sealed class IpcStreamReader : IDisposable
{
    private const int NodeBytes = 16;

    private readonly IpcReaderOptions _options;
    private readonly FlatBudget _budget = new();
    private readonly ParentChain _parents = new();
    private readonly MessageBody _body;
    private readonly DictionaryTable _dictionaries;
    private readonly SealContext _scratch;
    private FieldLayout[] _columns = [];
    private int _nodes;
    private int _buffers;

    /// <param name="pool">Memory of copied and decompressed bodies and of the dictionaries; charged to its budget.</param>
    /// <param name="options">Limits.</param>
    public IpcStreamReader(SlabPool pool, IpcReaderOptions? options = null)
    {
        _options = options ?? IpcReaderOptions.Default;
        _body = new MessageBody(_options);
        _dictionaries = new DictionaryTable(_options, pool);
        _scratch = new SealContext(pool);
    }

    /// <summary>The schema, from the moment its message was read.</summary>
    public Schema? Schema { get; private set; }

    /// <summary>True after the end-of-stream marker: nothing more can be read.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>True when the reader has lost the sender's state and refuses everything.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Bytes of the values of all dictionaries held.</summary>
    public long DictionaryBytes => _dictionaries.Bytes;

    /// <summary>Reads messages up to and with the next record batch.</summary>
    /// <param name="messages">Whole encapsulated messages; what was read is cut off its front.</param>
    /// <param name="context">Takes a reference to every slab the batch lies on; abandon it after an exception.</param>
    /// <returns>The batch, or null when there is none before the end of the bytes or of the stream.</returns>
    /// <exception cref="IpcException">
    /// The bytes were refused; see <see cref="IpcException.Code"/>, and <see cref="IsBroken"/> for what it means to the
    /// stream. Nothing of the batch at fault is handed out.
    /// </exception>
    public RecordBatch? Read(ref ReadOnlyMemory<byte> messages, SealContext context)
    {
        if (IsBroken)
        {
            throw new IpcException(IpcErrorCode.Broken, null, "an earlier message was refused, the stream has to begin anew");
        }

        while (!messages.IsEmpty)
        {
            // Broken until the message was taken in: the sender counts on schema and dictionaries that it has sent.
            IsBroken = true;
            if (IsFinished)
            {
                throw new IpcException(IpcErrorCode.Malformed, null, "data behind the end of the stream");
            }

            MessageFrame frame = MessageFrame.Read(messages.Span, _options, _budget);
            ReadOnlyMemory<byte> body = messages.Slice(frame.BodyAt, frame.BodyBytes);
            messages = messages[frame.LengthBytes..];
            if (frame.IsEnd)
            {
                RequireSchema();
                IsBroken = false;
                IsFinished = true;
                return null;
            }

            switch (frame.Kind)
            {
                case MetadataFields.Message.SchemaHeader:
                    TakeSchema(frame.Message.Table(MetadataFields.Message.Header, "schema", _budget));
                    break;
                case MetadataFields.Message.DictionaryHeader:
                    TakeDictionary(frame.Message.Table(MetadataFields.Message.Header, "dictionary batch", _budget), body);
                    break;
                case MetadataFields.Message.BatchHeader:
                    FlatTable table = frame.Message.Table(MetadataFields.Message.Header, "record batch", _budget);

                    // A batch that is refused takes nothing with it, unless messages behind it are then left unread.
                    IsBroken = Schema is null || !messages.IsEmpty;
                    RecordBatch batch = Batch(table, body, context);
                    IsBroken = false;
                    return batch;
                default:
                    throw new IpcException(IpcErrorCode.Unsupported, null, $"message of kind {frame.Kind} is not supported");
            }

            IsBroken = false;
        }

        return null;
    }

    /// <summary>Lets the dictionaries go; batches keep what they share.</summary>
    public void Dispose()
    {
        _dictionaries.Dispose();
        IsBroken = true;
    }

    private void TakeSchema(FlatTable table)
    {
        if (Schema is not null)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, "a second schema in one stream");
        }

        var ids = new List<long>();
        var fields = new List<FieldLayout>();
        Schema schema = SchemaReader.Read(table, _options, _budget, ids);
        _columns = FieldLayout.Of(schema.FieldsList, fields);
        _dictionaries.Define(fields, ids);
        foreach (FieldLayout column in _columns)
        {
            _nodes += column.Nodes;
            _buffers += column.Buffers;
        }

        Schema = schema;
    }

    private void TakeDictionary(FlatTable table, ReadOnlyMemory<byte> body)
    {
        RequireSchema();
        DictionaryState dictionary = _dictionaries.Find(table.Int64(MetadataFields.DictionaryBatch.Id));
        FlatTable data = table.Table(MetadataFields.DictionaryBatch.Data, "values of a dictionary", _budget);
        try
        {
            FieldLayout layout = dictionary.Layout;
            BatchWalk walk = Walk(data, body, layout.Nodes, layout.Buffers, null, _scratch);
            ArrayData values = walk.Column(layout, Rows(data));
            _dictionaries.Take(dictionary, values, table.Boolean(MetadataFields.DictionaryBatch.IsDelta));
        }
        finally
        {
            _body.Clear();
            _scratch.Abandon();
        }
    }

    private RecordBatch Batch(FlatTable table, ReadOnlyMemory<byte> body, SealContext context)
    {
        RequireSchema();
        try
        {
            int rows = Rows(table);
            BatchWalk walk = Walk(table, body, _nodes, _buffers, _dictionaries, context);
            var arrays = new IArrowArray[_columns.Length];
            for (int i = 0; i < arrays.Length; i++)
            {
                arrays[i] = ArrowArrayFactory.BuildArray(walk.Column(_columns[i], rows));
            }

            return new RecordBatch(Schema!, arrays, rows);
        }
        finally
        {
            _body.Clear();
        }
    }

    private void RequireSchema()
    {
        if (Schema is null)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, "the stream does not begin with a schema");
        }
    }

    private int Rows(FlatTable batch)
    {
        long rows = batch.Int64(MetadataFields.Batch.Length);
        if (rows < 0)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, $"a batch of {rows} rows");
        }

        return rows <= _options.MaxRows
            ? (int)rows
            : throw new IpcException(IpcErrorCode.LimitExceeded, null, $"a batch of {rows} rows, at most {_options.MaxRows} are read");
    }

    private BatchWalk Walk(
        FlatTable batch, ReadOnlyMemory<byte> body, int nodes, int buffers, DictionaryTable? dictionaries, SealContext context)
    {
        FlatVector vector = batch.Vector(MetadataFields.Batch.Nodes, NodeBytes);
        if (vector.Count != nodes)
        {
            throw new IpcException(
                IpcErrorCode.Malformed, null, $"a message has {vector.Count} field nodes, its schema has {nodes}");
        }

        _body.Load(batch, body, buffers, context, _budget);
        return new BatchWalk(vector.Bytes, _body, dictionaries, _parents, context, _options);
    }
}

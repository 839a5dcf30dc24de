using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Columnar.Ipc.Writing;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>
/// Writes one Arrow IPC stream in pieces of whole messages: what an OTAP record holds. The first piece has the schema and
/// all dictionaries, later ones only what changed of these; see README.md in this folder.
/// </summary>
/// <remarks>
/// One thread at a time. It holds the slabs of dictionaries that are compared by value until the next change, so
/// dispose it.
/// </remarks>
public sealed class IpcStreamWriter : IDisposable
{
    private readonly IpcWriterOptions _options;
    private readonly FieldLayout[] _columns;
    private readonly DictionaryWriter[] _dictionaries;
    private readonly ArrayData?[] _values;
    private readonly List<int> _order = [];
    private readonly MessageTemplate _schemaMessage;
    private readonly MessageTemplate _batchMessage;
    private readonly MessageNumbers _numbers = new();
    private readonly BodyWriter _body;
    private readonly ArrayEmitter _emitter;
    private Schema _lastAccepted;
    private bool _isStarted;
    private bool _wasStarted;

    /// <param name="schema">Columns of all batches of the stream, with the metadata that is sent.</param>
    /// <param name="pool">Memory of scratch buffers.</param>
    /// <param name="options">Compression, alignment, deltas.</param>
    /// <exception cref="IpcException">A type that the codec does not write, named with its column.</exception>
    /// <exception cref="ArgumentException">Options out of their range.</exception>
    public IpcStreamWriter(Schema schema, SlabPool pool, IpcWriterOptions? options = null)
    {
        _options = options ?? IpcWriterOptions.Default;
        if (_options.AlignmentBytes is not (8 or 64))
        {
            throw new ArgumentException($"Alignment is 8 or 64, not {_options.AlignmentBytes}.", nameof(options));
        }

        Schema = schema;
        _lastAccepted = schema;
        var fields = new List<FieldLayout>();
        _columns = FieldLayout.Of(schema.FieldsList, fields);
        _dictionaries = [.. fields.Select(field => new DictionaryWriter(field, _options))];
        _values = new ArrayData?[_dictionaries.Length];
        _schemaMessage = MessageTemplate.OfSchema(schema, _options.AlignmentBytes);
        _batchMessage = MessageTemplate.OfBatch(
            _columns.Sum(static column => column.Nodes),
            _columns.Sum(static column => column.Buffers),
            _options.Compression,
            _options.AlignmentBytes);
        _body = new BodyWriter(_options);
        _emitter = new ArrayEmitter(_body, _numbers, pool);
    }

    /// <summary>The schema that was given.</summary>
    public Schema Schema { get; }

    /// <summary>Dictionary-encoded fields, children and dictionaries inside of dictionaries included.</summary>
    public int DictionaryCount => _dictionaries.Length;

    /// <summary>
    /// True when a batch of this schema fits the stream: same names, order and types. Metadata and nullability are those
    /// of <see cref="Schema"/>, whatever the batch's schema says.
    /// </summary>
    public bool Accepts(Schema schema)
    {
        if (!ReferenceEquals(schema, _lastAccepted))
        {
            if (!SchemaEquality.AreEqual(schema, Schema))
            {
                return false;
            }

            _lastAccepted = schema;
        }

        return true;
    }

    /// <summary>Writes a batch; dictionaries are compared with what was sent by their values.</summary>
    /// <param name="batch">A batch that <see cref="Accepts"/> is true for.</param>
    /// <param name="output">The messages are appended here.</param>
    public void Write(RecordBatch batch, NativeBuffer<byte> output) => Write(batch, default, output);

    /// <summary>Writes a batch whose dictionaries are known by their generation.</summary>
    /// <param name="batch">A batch that <see cref="Accepts"/> is true for.</param>
    /// <param name="generations">
    /// One a dictionary in the order of the fields, each before those below it; 0, or none at all, to compare the values.
    /// Two arrays of one generation have to begin alike: the shorter one is the beginning of the longer.
    /// </param>
    /// <param name="output">
    /// The messages are appended here: the schema if it is the first batch, then dictionaries, then the batch. When the
    /// call throws, the output is as long as it was, and the stream as if the call had not been made.
    /// </param>
    /// <exception cref="ArgumentException">The batch has another schema.</exception>
    /// <exception cref="InvalidOperationException">The output would grow above 1 GiB.</exception>
    public void Write(RecordBatch batch, ReadOnlySpan<long> generations, NativeBuffer<byte> output)
    {
        if (!Accepts(batch.Schema))
        {
            throw new ArgumentException("The batch has another schema than the stream.", nameof(batch));
        }

        if (!generations.IsEmpty && generations.Length != _dictionaries.Length)
        {
            throw new ArgumentException(
                $"{generations.Length} generations for {_dictionaries.Length} dictionaries.", nameof(generations));
        }

        int start = output.Count;
        _wasStarted = _isStarted;
        foreach (DictionaryWriter dictionary in _dictionaries)
        {
            dictionary.Begin();
        }

        _body.Begin(output, _numbers);
        bool isDone = false;
        try
        {
            if (!_isStarted)
            {
                output.Append(_schemaMessage.Bytes);
                _isStarted = true;
            }

            Dictionaries(batch, generations, output);
            Batch(batch, output);
            isDone = true;
        }
        finally
        {
            _body.End();
            _values.AsSpan().Clear();
            _order.Clear();
            if (!isDone)
            {
                Undo();
                output.Truncate(start);
            }
        }
    }

    /// <summary>
    /// Takes the last <see cref="Write(RecordBatch, NativeBuffer{byte})"/> back, once: its bytes were not sent.
    /// </summary>
    public void Undo()
    {
        _isStarted = _wasStarted;
        foreach (DictionaryWriter dictionary in _dictionaries)
        {
            dictionary.Undo();
        }
    }

    /// <summary>The next batch begins a stream: schema and whole dictionaries are written again.</summary>
    public void Reset()
    {
        _isStarted = false;
        _wasStarted = false;
        foreach (DictionaryWriter dictionary in _dictionaries)
        {
            dictionary.Reset();
        }
    }

    /// <summary>The marker at the end of an ordinary stream. OTAP never sends it.</summary>
    public static void WriteEndOfStream(NativeBuffer<byte> output) => output.Append([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);

    /// <summary>Lets dictionaries and scratch go.</summary>
    public void Dispose()
    {
        Reset();
        _emitter.Dispose();
    }

    private void Dictionaries(RecordBatch batch, ReadOnlySpan<long> generations, NativeBuffer<byte> output)
    {
        if (_dictionaries.Length == 0)
        {
            return;
        }

        for (int i = 0; i < _columns.Length; i++)
        {
            Collect(_columns[i], batch.Column(i).Data);
        }

        foreach (int number in _order)
        {
            DictionaryWriter dictionary = _dictionaries[number];
            ArrayData values = _values[number]!;
            long generation = generations.IsEmpty ? 0 : generations[number];
            DictionaryStep step = dictionary.Decide(values, generation);
            if (step != DictionaryStep.Nothing)
            {
                bool isDelta = step == DictionaryStep.Delta;
                int from = isDelta ? dictionary.SentLength : 0;
                int count = values.Length - from;
                int at = BeginMessage(dictionary.Template, output);
                _emitter.Emit(dictionary.Layout, values, from, count);
                EndMessage(dictionary.Template, output, at, count, isDelta);
                dictionary.Sent(values, generation);
            }
        }
    }

    /// <summary>Finds the values of all dictionaries, those inside of others first.</summary>
    private void Collect(FieldLayout field, ArrayData array)
    {
        if (field.Layout == ArrayLayout.Dictionary)
        {
            ArrayData values = array.Dictionary
                ?? throw new ArgumentException($"Column '{field.Path}' has no dictionary, the schema says {field.Type.Name}.");
            if (field.Values!.HasDictionaries)
            {
                Collect(field.Values, values);
            }

            _values[field.Dictionary] = values;
            _order.Add(field.Dictionary);
            return;
        }

        for (int i = 0; i < field.Children.Length; i++)
        {
            if (field.Children[i].HasDictionaries)
            {
                Collect(field.Children[i], array.Children[i]);
            }
        }
    }

    private void Batch(RecordBatch batch, NativeBuffer<byte> output)
    {
        int at = BeginMessage(_batchMessage, output);
        for (int i = 0; i < _columns.Length; i++)
        {
            ArrayData column = batch.Column(i).Data;
            if (column.Length != batch.Length)
            {
                throw new ArgumentException($"Column '{_columns[i].Path}' has {column.Length} cells in a batch of {batch.Length} rows.");
            }

            _emitter.Emit(_columns[i], column, 0, column.Length);
        }

        EndMessage(_batchMessage, output, at, batch.Length, isDelta: false);
    }

    private int BeginMessage(MessageTemplate template, NativeBuffer<byte> output)
    {
        int at = output.Count;
        output.Append(template.Bytes);
        _numbers.Clear();
        _body.BeginBody();
        return at;
    }

    private void EndMessage(MessageTemplate template, NativeBuffer<byte> output, int at, int rows, bool isDelta) =>
        template.Fill(output.Writable[at..], rows, _numbers, _body.BodyBytes, isDelta);
}

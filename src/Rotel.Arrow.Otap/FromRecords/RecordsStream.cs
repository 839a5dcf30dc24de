using System.Text;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// The receiving end of one OTAP stream: what has to be kept from batch to batch, which are the schemas and
/// dictionaries of each payload type, under the schema_id that the sender gave them (otap.md 2.2).
/// </summary>
/// <remarks>
/// A new schema_id of a payload type drops the one before; a type that is missing from batches keeps its own. All
/// payloads of a batch are read even when one of them is refused, because later batches count on their dictionaries.
/// One thread at a time. An idle stream holds nothing but this object.
/// </remarks>
/// <param name="signal">The signal of the gRPC method.</param>
/// <param name="pool">Memory of dictionaries and columns.</param>
/// <param name="limits">Bounds.</param>
public sealed class RecordsStream(Signal signal, SlabPool pool, RecordsLimits limits) : IDisposable
{
    private readonly IpcReaderOptions _ipcOptions = limits.ToIpc();
    private readonly BatchArrowRecords _envelope = new();
    private readonly ReceivedTables _tables = new();
    private readonly Dictionary<string, PayloadReader> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<int> _typesSeen = [];
    private SealContext? _context;

    /// <summary>True when sender and receiver no longer agree on schemas or dictionaries: the stream must end.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Field headers of the message read last; valid as long as its bytes.</summary>
    public ReadOnlyMemory<byte> Headers => _envelope.Headers;

    /// <summary>Bytes of dictionaries that the stream holds.</summary>
    public long DictionaryBytes
    {
        get
        {
            long bytes = 0;
            foreach (PayloadReader reader in _readers.Values)
            {
                bytes += reader.Ipc.DictionaryBytes;
            }

            return bytes;
        }
    }

    /// <summary>
    /// Reads one BatchArrowRecords message and adds what it holds to <paramref name="batches"/>; the caller owns them.
    /// Nothing is added unless the answer is Ok.
    /// </summary>
    /// <param name="message">Borrowed for the call; a slab of ours is read in place where its alignment allows.</param>
    /// <param name="decoder">Of the same signal.</param>
    /// <param name="batches">Where batches go: one for nearly all messages, none for an empty one.</param>
    public RecordsRead Read(ReadOnlyMemory<byte> message, RecordsDecoder decoder, List<OtapBatch> batches)
    {
        if (IsBroken)
        {
            return new RecordsRead(RecordsStatus.Broken, false, 0, Message: "An earlier batch broke the stream.");
        }

        if (_envelope.Read(message, limits.MaxPayloads) is { } problem)
        {
            // What stands behind the fault was not read, and schemas and dictionaries are in it.
            IsBroken = true;
            return new RecordsRead(RecordsStatus.Broken, _envelope.HasBatchId, _envelope.BatchId, Message: problem);
        }

        int before = batches.Count;
        _context ??= new SealContext(pool);
        try
        {
            ReadTables();
            if (!_tables.IsEmpty)
            {
                decoder.Decode(_tables, limits, batches);
            }

            int items = 0;
            for (int i = before; i < batches.Count; i++)
            {
                items += batches[i].ItemCount;
            }

            return new RecordsRead(
                RecordsStatus.Ok, true, _envelope.BatchId, items, _tables.IsEmpty ? 0 : decoder.ReplacedValues);
        }
        catch (RecordsException refusal)
        {
            return new RecordsRead(IsBroken && refusal.Status == RecordsStatus.Refused ? RecordsStatus.Broken : refusal.Status, true, _envelope.BatchId, Message: refusal.Message);
        }
        catch (Exception fault) when (fault is IndexOutOfRangeException or ArgumentException or InvalidCastException)
        {
            // A column whose buffers do not hold what its type says, where the reader had no reason to look.
            return new RecordsRead(RecordsStatus.Refused, true, _envelope.BatchId, Message: $"BatchArrowRecords: columns contradict each other: {fault.Message}");
        }
        finally
        {
            _tables.Clear();
            _context.Abandon();
            _envelope.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        IsBroken = true;
        foreach (PayloadReader reader in _readers.Values)
        {
            reader.Ipc.Dispose();
        }

        _readers.Clear();
    }

    private void ReadTables()
    {
        RecordsException? first = null;
        _typesSeen.Clear();
        foreach (ArrowPayload payload in _envelope.Payloads)
        {
            try
            {
                ReadTable(payload);
            }
            catch (RecordsException refusal)
            {
                first ??= refusal;
            }

            if (IsBroken)
            {
                break;
            }
        }

        if (first is not null)
        {
            throw first;
        }
    }

    private void ReadTable(in ArrowPayload payload)
    {
        PayloadType type = payload.Table;
        if (!_typesSeen.Add(payload.Type))
        {
            // Read all the same, for its dictionaries; its rows would hide those of the first.
            _ = ReadRecord(payload, type);
            throw new RecordsException(type, null, "the batch has two tables of this type");
        }

        RecordBatch? table = ReadRecord(payload, type);
        if (!PayloadTypes.BelongsTo(type, signal))
        {
            string name = PayloadTypes.NameOf(payload.Type > byte.MaxValue ? PayloadType.Unknown : type);
            throw new RecordsException(
                RecordsStatus.Refused, $"{(payload.Type > byte.MaxValue ? $"payload type {payload.Type}" : name)}: is not a table of {signal.Name()}");
        }

        if (table is not null)
        {
            _tables.Add(type, table);
        }
    }

    private RecordBatch? ReadRecord(in ArrowPayload payload, PayloadType type)
    {
        ReadOnlyMemory<byte> record = payload.Record;
        PayloadReader reader = Reader(payload);
        try
        {
            // One record batch a payload; what follows it (an end of stream, a second batch) is not looked at.
            return reader.Ipc.Read(ref record, _context!);
        }
        catch (IpcException error)
        {
            IsBroken = reader.Ipc.IsBroken;
            throw new RecordsException(
                error.Code == IpcErrorCode.OverBudget ? RecordsStatus.OverBudget : RecordsStatus.Refused,
                $"{PayloadTypes.NameOf(type)}: {error.Message}");
        }
    }

    private PayloadReader Reader(in ArrowPayload payload)
    {
        if (payload.SchemaId.Length > limits.MaxSchemaIdBytes)
        {
            IsBroken = true;
            throw new RecordsException(payload.Table, null, $"its schema_id has {payload.SchemaId.Length} bytes, at most {limits.MaxSchemaIdBytes} are read");
        }

        string schemaId = Encoding.UTF8.GetString(payload.SchemaId.Span);
        if (_readers.TryGetValue(schemaId, out PayloadReader? known))
        {
            if (known.Type == payload.Type)
            {
                return known;
            }

            IsBroken = true;
            throw new RecordsException(payload.Table, null, $"its schema_id '{schemaId}' is that of {PayloadTypes.NameOf((PayloadType)known.Type)}");
        }

        foreach ((string id, PayloadReader old) in _readers)
        {
            if (old.Type == payload.Type)
            {
                old.Ipc.Dispose();
                _readers.Remove(id);
                break;
            }
        }

        if (_readers.Count >= limits.MaxPayloads)
        {
            IsBroken = true;
            throw new RecordsException(payload.Table, null, $"the stream has more than {limits.MaxPayloads} kinds of tables");
        }

        var reader = new PayloadReader(payload.Type, new IpcStreamReader(pool, _ipcOptions));
        _readers.Add(schemaId, reader);
        return reader;
    }

    private sealed record PayloadReader(int Type, IpcStreamReader Ipc);
}

using System.Globalization;
using System.Text;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Dump;

/// <summary>
/// The text that <c>rotel-arrow otap dump</c> prints about a recorded OTAP stream: each batch, its payloads, their Arrow
/// messages, a schema when it is new, and on demand the rows as they travel (ids are not decoded).
/// </summary>
/// <remarks>
/// A record that begins with a schema begins a stream, also under a schema_id that was used before: recordings of a sender
/// that reconnects are read through. Of streams that were mixed while recording, dictionaries cannot be told apart.
/// </remarks>
public sealed class OtapDump : IDisposable
{
    private const int MaxPayloads = 1024;

    private static readonly IpcReaderOptions s_options = new() { ValidateText = false };

    private readonly SlabPool _pool = new(new ByteBudget(1L << 30));
    private readonly BatchArrowRecords _envelope = new();
    private readonly Dictionary<string, IpcStreamReader> _readers = new(StringComparer.Ordinal);
    private readonly StringBuilder _line = new();
    private readonly TextWriter _output;
    private readonly bool _rows;
    private int _problems;

    private OtapDump(TextWriter output, bool rows)
    {
        _output = output;
        _rows = rows;
    }

    /// <summary>Prints a recording (each BatchArrowRecords message behind its length, u32, little end first).</summary>
    /// <param name="file">The recording.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rows">Print the rows, too.</param>
    /// <param name="output">Gets the lines.</param>
    /// <returns>Messages and payloads that could not be read; each has a line that begins with "error".</returns>
    /// <exception cref="InvalidDataException">Not a recording, or cut off; what came before was printed.</exception>
    public static int Write(Stream file, string name, bool rows, TextWriter output)
    {
        using var dump = new OtapDump(output, rows);
        dump._output.WriteLine(name);
        var recording = new RecordingReader(file, dump._pool);
        for (int i = 0; recording.Read() is (Slab slab, int length); i++)
        {
            try
            {
                dump.Message(i, slab.ReadOnly(length));
            }
            finally
            {
                slab.Release();
            }
        }

        return dump._problems;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IpcStreamReader reader in _readers.Values)
        {
            reader.Dispose();
        }

        _pool.Dispose();
    }

    private void Message(int number, ReadOnlyMemory<byte> message)
    {
        string? problem = _envelope.Read(message, MaxPayloads);
        _output.WriteLine(Line(
            $"batch {number}: batch_id {_envelope.BatchId}, {message.Length:N0} bytes, {_envelope.Payloads.Count} payloads{(_envelope.Headers.IsEmpty ? "" : Line($", headers of {_envelope.Headers.Length:N0} bytes"))}"));
        if (problem is not null)
        {
            Problem(problem);
        }

        foreach (ArrowPayload payload in _envelope.Payloads)
        {
            Payload(payload);
        }

        _envelope.Clear();
    }

    private void Payload(in ArrowPayload payload)
    {
        string type = payload.Type <= byte.MaxValue ? PayloadTypes.NameOf(payload.Table) : Line($"payload type {payload.Type}");
        string schemaId = Encoding.UTF8.GetString(payload.SchemaId.Span);
        _output.WriteLine(Line($"  {type}, schema_id \"{PrintableName.Of(schemaId)}\", {payload.Record.Length:N0} bytes{Messages(payload.Record, out bool isNew)}"));
        if (isNew && _readers.Remove(schemaId, out IpcStreamReader? old))
        {
            old.Dispose();
        }

        if (!_readers.TryGetValue(schemaId, out IpcStreamReader? reader))
        {
            reader = new IpcStreamReader(_pool, s_options);
            _readers.Add(schemaId, reader);
        }

        var context = new SealContext(_pool);
        try
        {
            ReadOnlyMemory<byte> rest = payload.Record;
            RecordBatch? batch = reader.Read(ref rest, context);
            if (isNew && reader.Schema is { } schema)
            {
                SchemaText.Write(_output, schema.FieldsList, "    ");
            }

            if (_rows && batch is not null)
            {
                Rows(batch);
            }
        }
        catch (IpcException e)
        {
            Problem(e.Message);
        }
        finally
        {
            context.Abandon();
        }
    }

    /// <summary>": schema, dictionary 0 (3 entries), delta of 2 (1), 10 rows, zstd".</summary>
    private string Messages(ReadOnlyMemory<byte> record, out bool beginsWithSchema)
    {
        beginsWithSchema = false;
        _line.Clear();
        string compression = "";
        try
        {
            for (ReadOnlyMemory<byte> rest = record; !rest.IsEmpty;)
            {
                IpcMessageInfo message = IpcMessageInfo.Read(rest.Span, s_options);
                beginsWithSchema |= rest.Length == record.Length && message.Kind == IpcMessageKind.Schema;
                rest = rest[message.LengthBytes..];
                _line.Append(_line.Length == 0 ? ": " : ", ").Append(message.Kind switch
                {
                    IpcMessageKind.Schema => "schema",
                    IpcMessageKind.Dictionary when message.IsDelta => Line($"delta of dictionary {message.DictionaryId} ({message.Rows:N0})"),
                    IpcMessageKind.Dictionary => Line($"dictionary {message.DictionaryId} ({message.Rows:N0})"),
                    IpcMessageKind.Batch => Line($"{message.Rows:N0} rows"),
                    IpcMessageKind.End => "end of stream",
                    _ => "unknown message",
                });
                compression = message.Compression switch
                {
                    IpcCompression.Zstd => ", zstd",
                    IpcCompression.Lz4Frame => ", lz4",
                    _ => compression,
                };
            }
        }
        catch (IpcException)
        {
            // The reader says it again, and counts it.
            _line.Append(_line.Length == 0 ? ": " : ", ").Append("damaged");
        }

        return _line.Append(compression).ToString();
    }

    private void Rows(RecordBatch batch)
    {
        IReadOnlyList<Field> fields = batch.Schema.FieldsList;
        for (int row = 0; row < batch.Length; row++)
        {
            _line.Clear().Append("    ").Append(CultureInfo.InvariantCulture, $"{row}:");
            for (int i = 0; i < fields.Count; i++)
            {
                ArrayData column = batch.Column(i).Data;
                if (!CellText.IsNull(column, row))
                {
                    CellText.Append(_line.Append(' ').Append(PrintableName.Of(fields[i].Name)).Append('='), column, row);
                }
            }

            _output.WriteLine(_line);
        }
    }

    private void Problem(string message)
    {
        _problems++;
        _output.WriteLine($"error: {message}");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

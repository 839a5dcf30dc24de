using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Envelope;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// The sending end of one OTAP stream: encodes ranges of our tables as BatchArrowRecords messages in the one profile that
/// the Go and the Rust receiver both take without loss (otap.md 9 and 0.1).
/// </summary>
/// <remarks>
/// Dictionaries live as long as the stream: later messages carry what is new. So a message must be sent, in order, or
/// taken back with <see cref="Undo"/> before the next. One thread at a time.
/// </remarks>
public sealed class RecordsEncoder : IDisposable
{
    /// <summary>Default limit of a message: receivers take 4 MiB, and poison and too large look alike at some.</summary>
    public const int DefaultMaxMessageBytes = 3 << 20;

    private readonly SentSignal _tables;
    private int _nextSchemaId;

    /// <param name="signal">Of the stream.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="compression">Of the record bodies. None, or Zstd (the Rust engine may know no LZ4).</param>
    public RecordsEncoder(Signal signal, SlabPool pool, IpcCompression compression = IpcCompression.Zstd)
    {
        var options = new IpcWriterOptions { Compression = compression };
        Signal = signal;
        _tables = signal switch
        {
            Signal.Traces => new SentSpans(pool, options),
            Signal.Logs => new SentLogs(pool, options),
            _ => new SentMetrics(pool, options),
        };
    }

    /// <summary>Of the stream.</summary>
    public Signal Signal { get; }

    /// <summary>The id that the next message gets: 0, 1, 2, ...</summary>
    public long NextBatchId { get; private set; }

    /// <summary>Values so far that OTAP, or a known peer, cannot hold as they are (metric metadata is one of them).</summary>
    public long LostValues => _tables.LostValues;

    /// <summary>Encodes some rows of a batch as one message at the end of <paramref name="output"/>.</summary>
    /// <param name="batch">Of the signal; held for the call.</param>
    /// <param name="order">Rows, a range of <see cref="RecordsOrder.Of"/>; at most 65,535.</param>
    /// <param name="output">Gets the message.</param>
    public void Encode(OtapBatch batch, ReadOnlySpan<int> order, NativeBuffer<byte> output)
    {
        if (batch.Signal != Signal)
        {
            throw new ArgumentException($"A stream of {Signal.Name()} takes no {batch.Signal.Name()}.", nameof(batch));
        }

        var writer = new BatchArrowRecordsWriter(output);
        writer.Begin(NextBatchId++);
        _tables.Fill(batch, order);
        _tables.Write(writer, ref _nextSchemaId);
    }

    /// <summary>The message encoded last is not sent: the stream is as it was before it.</summary>
    public void Undo()
    {
        NextBatchId--;
        _tables.Undo();
    }

    /// <summary>
    /// Encodes as many rows from the front of <paramref name="order"/> as fit into a message, at least one, and cuts them
    /// off. A message above the limit holds one row alone.
    /// </summary>
    public void EncodeNext(OtapBatch batch, ref ReadOnlySpan<int> order, int maxMessageBytes, NativeBuffer<byte> output)
    {
        int start = output.Count;
        int rows = order.Length;
        while (true)
        {
            Encode(batch, order[..rows], output);
            int bytes = output.Count - start;
            if (bytes <= maxMessageBytes || rows == 1)
            {
                order = order[rows..];
                return;
            }

            Undo();
            output.Truncate(start);
            rows = Math.Max(1, (int)((long)rows * maxMessageBytes / bytes * 7 / 8));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tables.Dispose();
}

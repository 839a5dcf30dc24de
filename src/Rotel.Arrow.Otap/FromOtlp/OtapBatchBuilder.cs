using System.Buffers;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>What became of a request that was appended to an open batch.</summary>
public enum AppendStatus : byte
{
    /// <summary>Its items are in the batch, perhaps without some rejected ones.</summary>
    Appended = 0,

    /// <summary>Not well-formed protobuf of this signal; the batch is as it was before.</summary>
    Malformed,

    /// <summary>
    /// It does not fit behind what the batch already holds (65,535 root rows, or 4 M rows of a child table); the batch
    /// is as before. Seal and try again; if the batch was empty, split the request.
    /// </summary>
    Full,
}

/// <summary>The answer of <see cref="OtapBatchBuilder.Append(ReadOnlySpan{byte})"/>.</summary>
/// <param name="Status">Appended, malformed or full.</param>
/// <param name="AcceptedItems">Items that are now in the batch.</param>
/// <param name="RejectedItems">Items left out because no column can hold them.</param>
/// <param name="Message">The first reason, for people; null when there was none.</param>
public readonly record struct AppendResult(
    AppendStatus Status, int AcceptedItems = 0, int RejectedItems = 0, string? Message = null);

/// <summary>
/// The open batch of one signal: requests are decoded straight into its columns until it is sealed. Dictionaries
/// outlive batches.
/// </summary>
/// <remarks>One writer at a time. Owns its memory; <see cref="Seal"/> moves it into the batch.</remarks>
public sealed class OtapBatchBuilder : IDisposable
{
    private readonly SlabPool _pool;
    private readonly SignalDecoder _items;
    private readonly RequestDecoder _decoder;

    /// <param name="signal">What requests hold.</param>
    /// <param name="pool">Memory.</param>
    public OtapBatchBuilder(Signal signal, SlabPool pool)
    {
        Signal = signal;
        _pool = pool;
        _items = signal switch
        {
            Signal.Traces => new SpanDecoder(pool),
            Signal.Logs => new LogDecoder(pool),
            _ => new MetricDecoder(pool),
        };
        _decoder = new RequestDecoder(_items, pool);
    }

    /// <summary>What requests hold.</summary>
    public Signal Signal { get; }

    /// <summary>Most items of a batch: a request that would pass it behind others, or by itself, is Full.</summary>
    public int MaxItems { get; init; } = int.MaxValue;

    /// <summary>Metrics without data points get no row: they hold no telemetry, and many of them could fill the tables.</summary>
    public bool LeavesOutEmptyMetrics
    {
        get => _decoder.LeavesOutEmpty;
        set => _decoder.LeavesOutEmpty = value;
    }

    /// <summary>Spans, log records or data points appended.</summary>
    public int ItemCount => _items.ItemCount;

    /// <summary>Rows of the root table; for metrics also those without points.</summary>
    public int RootRows => _items.Tables.Root.Rows;

    /// <summary>Bytes of the requests that were appended: the OTLP size of the open batch.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>The tables being built, for decoders of another form.</summary>
    internal SignalTables Tables => _items.Tables;

    /// <summary>Runs of the open batch, and the way back to an earlier state of it.</summary>
    internal RequestDecoder Requests => _decoder;

    /// <summary>Decodes one Export*ServiceRequest (or *Data) message and appends its items, or leaves all as it was.</summary>
    public AppendResult Append(ReadOnlySpan<byte> request)
    {
        RequestMark mark = _decoder.Mark();
        int items = ItemCount;
        DecodeStatus status;
        try
        {
            status = _decoder.Decode(request);
        }
        catch
        {
            // Out of memory: the requests before this one are not lost with it.
            _decoder.Rollback(mark);
            throw;
        }
        finally
        {
            _items.Values.EndRequest();
        }

        if (status == DecodeStatus.Ok && ItemCount > MaxItems)
        {
            status = DecodeStatus.Full;
        }

        switch (status)
        {
            case DecodeStatus.Ok:
                SizeBytes += request.Length;
                return new AppendResult(
                    AppendStatus.Appended,
                    ItemCount - items,
                    _decoder.RejectedItems,
                    _decoder.RejectedItems == 0 ? null : _items.Problem.Message);
            case DecodeStatus.Full:
                _decoder.Rollback(mark);
                return new AppendResult(AppendStatus.Full);
            default:
                _decoder.Rollback(mark);
                return new AppendResult(AppendStatus.Malformed, 0, 0, _items.Problem.Message);
        }
    }

    /// <summary>
    /// The same from the segments of a pipe. One segment is read in place; several are first copied together, which
    /// costs 15 ns for a span of 560 bytes where a reader that crosses segments would cost every field a test.
    /// </summary>
    public AppendResult Append(in ReadOnlySequence<byte> request)
    {
        if (request.IsSingleSegment)
        {
            return Append(request.FirstSpan);
        }

        if (request.Length > Array.MaxLength - 4096)
        {
            return new AppendResult(AppendStatus.Malformed, 0, 0, "request: above 2 GiB.");
        }

        int length = (int)request.Length;
        Slab slab = _pool.Rent(length);
        try
        {
            request.CopyTo(slab.GetSpan());
            return Append(slab.GetSpan()[..length]);
        }
        finally
        {
            slab.Release();
        }
    }

    /// <summary>Makes the batch of all that was appended and starts the next one. The caller owns the result.</summary>
    public OtapBatch Seal()
    {
        var context = new SealContext(_pool);
        var batch = new OtapBatch(Signal, ItemCount, [.. _decoder.Runs]);
        _items.Tables.Seal(context, batch);
        batch.Complete(context.Slabs);
        _decoder.Reset();
        SizeBytes = 0;
        return batch;
    }

    /// <summary>Gives the memory of the open batch back.</summary>
    public void Dispose() => _decoder.Dispose();
}

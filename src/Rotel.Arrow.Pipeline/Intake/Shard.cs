using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Delivery;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>
/// One open batch of a signal, its lock, its limits, and the requests in it that somebody waits for. A sealed batch
/// is published before the lock is left, so whoever takes the lock afterwards finds it in the queues.
/// </summary>
/// <remarks>Everything except <see cref="Gate"/> and <see cref="Batch"/> is used while holding the gate.</remarks>
internal sealed class Shard(OpenBatch batch, BatchOptions limits, FanOut fanOut, SealTimer timer, TimeProvider time)
{
    private const long Never = long.MaxValue;

    private readonly List<RequestPart> _parts = [];
    private readonly long _timeoutTicks = (long)(limits.Timeout.TotalSeconds * time.TimestampFrequency);
    private long _due = Never;

    /// <summary>Guards the open batch.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The open batch; appended to under the gate.</summary>
    public OpenBatch Batch => batch;

    /// <summary>True after the last seal: nothing may be appended.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Items in the open batch.</summary>
    public int OpenItems { get; private set; }

    /// <summary>Bytes of OTLP protobuf in the open batch, as they arrived.</summary>
    public long OpenBytes { get; private set; }

    /// <summary>Requests of which something was appended here; one that was split counts once.</summary>
    public long AcceptedRequests { get; private set; }

    /// <summary>Items appended here.</summary>
    public long AcceptedItems { get; private set; }

    /// <summary>Batches sealed here.</summary>
    public long SealedBatches { get; private set; }

    /// <summary>Counts one request, in however many pieces it comes.</summary>
    public void CountRequest() => AcceptedRequests++;

    /// <summary>Seals what is open if this many more items or bytes would make it too large.</summary>
    public void MakeRoomFor(int items, int bytes)
    {
        if (OpenItems == 0)
        {
            return;
        }

        if ((long)OpenItems + items > limits.MaxItems)
        {
            Seal(SealReason.Items);
        }
        else if (OpenBytes + bytes > limits.MaxBytes)
        {
            Seal(SealReason.Bytes);
        }
    }

    /// <summary>Notes what was appended to the open batch, at least one item, and seals the batch if it is full.</summary>
    /// <param name="items">Items appended.</param>
    /// <param name="bytes">Length of the request, or of the piece of it.</param>
    /// <param name="listener">Who waits for them, if anybody does.</param>
    public void Appended(int items, int bytes, DeliveryListener? listener)
    {
        if (listener is not null)
        {
            listener.AddPart();
            _parts.Add(new RequestPart(listener, OpenItems, items));
        }

        AcceptedItems += items;
        OpenItems += items;
        OpenBytes += bytes;
        if (!limits.Enabled)
        {
            Seal(SealReason.Request);
        }
        else if (OpenItems >= limits.MaxItems)
        {
            Seal(SealReason.Items);
        }
        else if (OpenBytes >= limits.MaxBytes)
        {
            Seal(SealReason.Bytes);
        }
        else if (_due == Never)
        {
            _due = time.GetTimestamp() + _timeoutTicks;
            timer.Arm(_due);
        }
    }

    /// <summary>Seals the open batch, if it has items, and publishes it.</summary>
    public void Seal(SealReason reason)
    {
        if (OpenItems == 0)
        {
            return;
        }

        PdataBatch sealedBatch;
        try
        {
            sealedBatch = batch.Seal();
        }
        catch (Exception fault)
        {
            Abandon(fault);
            return;
        }

        SealedBatches++;
        Reset(out _, out RequestPart[] parts);
        fanOut.Publish(sealedBatch, parts, reason);
    }

    /// <summary>
    /// Gives up the open batch after a failure that may have left it half changed (no memory, or a defect). Its items
    /// are counted as dropped, and who waits for them is told.
    /// </summary>
    public void Abandon(Exception fault)
    {
        batch.Discard();
        Reset(out int items, out RequestPart[] parts);
        fanOut.Abandon(items, parts, fault);
    }

    /// <summary>Seals the open batch if its time is over. Returns when it is due otherwise; long.MaxValue if none is open.</summary>
    public long SealIfDue(long now)
    {
        if (_due <= now)
        {
            Seal(SealReason.Time);
        }

        return _due;
    }

    /// <summary>Seals what is open and refuses everything that follows.</summary>
    public void Close()
    {
        Seal(SealReason.Flush);
        batch.Discard();
        IsClosed = true;
    }

    private void Reset(out int items, out RequestPart[] parts)
    {
        items = OpenItems;
        parts = _parts.Count == 0 ? [] : [.. _parts];
        _parts.Clear();
        OpenItems = 0;
        OpenBytes = 0;
        _due = Never;
    }
}

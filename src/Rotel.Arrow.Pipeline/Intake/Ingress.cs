using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Editing;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>
/// The door: admission by memory and queues, then the intake of the signal. Admission comes before a byte of a body
/// is read, so an overloaded gateway spends next to nothing on what it refuses.
/// </summary>
/// <remarks>
/// The headroom is part of the budget that admission leaves free, for what admitted work grows to: tables that are
/// encoded for a destination that reads bytes. So the budget is the bound of memory in flight, and not only of bodies.
/// </remarks>
internal sealed class Ingress : IIngress
{
    /// <summary>
    /// Where pacing begins: a thirty-second part of the budget within these bounds. A few batches on their way are normal; what
    /// piles up beyond is backlog.
    /// </summary>
    private const long MinPaceFromBytes = 4 << 20, MaxPaceFromBytes = 64 << 20;

    /// <summary>Longest wait, reached at twice the bytes where pacing begins. Well below the timeouts of senders.</summary>
    private const int MaxPaceMilliseconds = 100;

    private readonly SignalIntake?[] _intakes;
    private readonly SlabPool _pool;
    private readonly long _headroomBytes;
    private readonly long _paceFromBytes;
    private readonly TimeSpan _retryAfter;
    private readonly RefusalCounters _refusals;
    private readonly OtlpResourceAttributes? _resourceAttributes;
    private volatile bool _open;

    /// <param name="intakes">By signal; null where no exporter takes it.</param>
    /// <param name="pool">Where bodies come from.</param>
    /// <param name="headroomBytes">Part of the budget that admission leaves free.</param>
    /// <param name="options">Answers to refused senders, and when to acknowledge.</param>
    /// <param name="refusals">Counts what is refused.</param>
    public Ingress(SignalIntake?[] intakes, SlabPool pool, long headroomBytes, PipelineOptions options, RefusalCounters refusals)
    {
        _intakes = intakes;
        _pool = pool;
        _headroomBytes = headroomBytes;
        _paceFromBytes = Math.Clamp(pool.Budget.LimitBytes / 32, MinPaceFromBytes, MaxPaceFromBytes);
        _retryAfter = options.RefusalRetryAfter;
        _refusals = refusals;
        _resourceAttributes = options.ResourceAttributes;
        WaitsForDelivery = options.Ack == AckMode.Delivered;
    }

    /// <inheritdoc/>
    public bool WaitsForDelivery { get; }

    /// <summary>True between start and stop; admission is refused otherwise.</summary>
    public bool IsOpen
    {
        get => _open;
        set => _open = value;
    }

    /// <inheritdoc/>
    public TimeSpan Pace
    {
        get
        {
            long backlog = _pool.Budget.UsedBytes - _paceFromBytes;
            return backlog <= 0
                ? TimeSpan.Zero
                : TimeSpan.FromMilliseconds(1 + Math.Min(MaxPaceMilliseconds - 1, backlog * MaxPaceMilliseconds / _paceFromBytes));
        }
    }

    /// <inheritdoc/>
    public bool Accepts(Signal signal) => (uint)signal < (uint)_intakes.Length && _intakes[(int)signal] is not null;

    /// <inheritdoc/>
    public Admission TryAdmit(Signal signal, int bytes)
    {
        SignalIntake? intake = Accepts(signal) ? _intakes[(int)signal] : null;
        if (!_open || intake is null)
        {
            string message = intake is null ? NoExporter(signal) : "The gateway is not running; retry later.";
            return Refuse(signal, RefusalReason.Stopped, message);
        }

        if (intake.FanOut.FindFull() is { } full)
        {
            return Refuse(signal, RefusalReason.Queue, full.QueueFullMessage);
        }

        Slab? slab = _pool.Budget.HasRoomFor(bytes + _headroomBytes) ? _pool.TryRent(bytes) : null;
        return slab is not null
            ? new Admission(slab)
            : Refuse(signal, RefusalReason.Memory, NoMemory(bytes));
    }

    /// <inheritdoc/>
    public SubmitResult Submit(Signal signal, Slab body, int length, DeliveryListener? delivery)
    {
        if (!Accepts(signal) || (uint)length > (uint)body.CapacityBytes)
        {
            body.Release();
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)body.CapacityBytes, nameof(length));
            return new SubmitResult(SubmitStatus.Malformed, Message: NoExporter(signal));
        }

        SubmitResult result = TrySetResourceAttributes(ref body, ref length)
            ? _intakes[(int)signal]!.Submit(body, length, delivery)
            : new SubmitResult(SubmitStatus.Overloaded, Message: "The gateway has no memory for the request.", RetryAfter: _retryAfter);
        if (result.Status == SubmitStatus.Overloaded)
        {
            _refusals.Add(signal, _open ? RefusalReason.Memory : RefusalReason.Stopped);
        }

        return result;
    }

    /// <summary>Changes the body for one with the attributes, if there are any to set. False, and the body released, without memory.</summary>
    private bool TrySetResourceAttributes(ref Slab body, ref int length)
    {
        if (_resourceAttributes is null)
        {
            return true;
        }

        try
        {
            if (_resourceAttributes.TryApply(body.GetSpan()[..length], _pool, out Slab? changed, out int changedLength))
            {
                body.Release();
                (body, length) = (changed!, changedLength);
            }

            return true;
        }
        catch (OutOfMemoryException)
        {
            body.Release();
            return false;
        }
    }

    private Admission Refuse(Signal signal, RefusalReason reason, string message)
    {
        _refusals.Add(signal, reason);
        return new Admission(null, _retryAfter, message);
    }

    private string NoMemory(int bytes) => bytes + _headroomBytes > _pool.Budget.LimitBytes
        ? $"A request of {bytes} bytes is more than the memory budget of the gateway can ever hold."
        : "The memory budget of the gateway is used up; retry later.";

    private static string NoExporter(Signal signal) => $"No exporter takes {signal.Name()}.";
}

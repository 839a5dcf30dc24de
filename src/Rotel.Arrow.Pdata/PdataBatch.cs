using Rotel.Arrow.Otap;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pdata;

/// <summary>The two representations in which telemetry flows.</summary>
public enum PdataForm : byte
{
    /// <summary>Whatever the batch has: the node reads both, or neither.</summary>
    Any = 0,

    /// <summary>OTLP protobuf messages.</summary>
    OtlpBytes = 1,

    /// <summary>OTAP tables.</summary>
    OtapTables = 2,
}

/// <summary>
/// A sealed batch on its way: OTLP bytes or OTAP tables, whichever was made first, and the other one once somebody
/// asked for it. Shared by all destinations; counted by references.
/// </summary>
/// <remarks>Immutable for its readers and safe to use from several threads.</remarks>
public sealed class PdataBatch
{
    private readonly PdataConverter _converter;
    private readonly Lock _convertLock = new();
    private OtlpBytes? _otlp;
    private OtapBatch? _otap;
    private ConversionLoss _loss;
    private int _references = 1;

    /// <summary>A batch of OTLP bytes; takes over the caller's ownership.</summary>
    public PdataBatch(OtlpBytes otlp, PdataConverter converter)
    {
        _otlp = otlp;
        _converter = converter;
        Signal = otlp.Signal;
        ItemCount = otlp.ItemCount;
        SizeBytes = otlp.LengthBytes;
    }

    /// <summary>A batch of OTAP tables; takes over the caller's reference.</summary>
    public PdataBatch(OtapBatch otap, PdataConverter converter)
    {
        _otap = otap;
        _converter = converter;
        Signal = otap.Signal;
        ItemCount = otap.ItemCount;
        SizeBytes = otap.SizeBytes;
    }

    /// <summary>The signal.</summary>
    public Signal Signal { get; }

    /// <summary>Spans, log records or data points.</summary>
    public int ItemCount { get; }

    /// <summary>Bytes of the representation it was made with.</summary>
    public long SizeBytes { get; }

    /// <summary>True when <see cref="AsOtlp"/> costs nothing.</summary>
    public bool HasOtlp => Volatile.Read(ref _otlp) is not null;

    /// <summary>True when <see cref="AsOtap"/> costs nothing.</summary>
    public bool HasOtap => Volatile.Read(ref _otap) is not null;

    /// <summary>The batch as OTLP protobuf, encoded on first use. Borrowed: valid while the batch is held.</summary>
    public OtlpBytes AsOtlp()
    {
        if (Volatile.Read(ref _otlp) is { } ready)
        {
            return ready;
        }

        lock (_convertLock)
        {
            if (_otlp is null)
            {
                Volatile.Write(ref _otlp, _converter.ToOtlp(_otap!));
            }

            return _otlp!;
        }
    }

    /// <summary>The batch as OTAP tables, decoded on first use. Borrowed: valid while the batch is held.</summary>
    public OtapBatch AsOtap()
    {
        if (Volatile.Read(ref _otap) is { } ready)
        {
            return ready;
        }

        lock (_convertLock)
        {
            if (_otap is null)
            {
                OtapBatch tables = _converter.ToOtap(_otlp!, out _loss);
                Volatile.Write(ref _otap, tables);
            }

            return _otap!;
        }
    }

    /// <summary>What <see cref="AsOtap"/> left out; nothing before it was called, or when the batch was made of tables.</summary>
    public ConversionLoss OtapLoss => HasOtap ? _loss : default;

    /// <summary>Adds a reference.</summary>
    public PdataBatch Retain()
    {
        if (Interlocked.Increment(ref _references) <= 1)
        {
            throw new ObjectDisposedException(nameof(PdataBatch));
        }

        return this;
    }

    /// <summary>Gives a reference back; the last one frees both representations.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            _otlp?.Release();
            _otap?.Release();
        }
        else if (left < 0)
        {
            throw new ObjectDisposedException(nameof(PdataBatch));
        }
    }
}

using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// The output of a decoder: a slab that grows while bytes arrive and never beyond a limit. The first size comes from
/// what was received, not from what the sender declares; each growth at least doubles and asks the byte budget.
/// </summary>
/// <remarks>Owns its slab until <see cref="Detach"/>; <see cref="Abandon"/> releases it. Pass by reference only.</remarks>
internal struct BoundedOutput
{
    /// <summary>
    /// A declared size is a hint, believed up to this many times the compressed bytes that really arrived: telemetry
    /// compresses 5 to 30 times, and beyond that growing costs one copy more.
    /// </summary>
    internal const int BelievedRatio = 32;

    private const int FirstRatio = 4, MinBytes = 4096;

    private readonly SlabPool _pool;
    private readonly int _maxBytes;
    private Slab? _slab;

    /// <param name="pool">Where slabs come from.</param>
    /// <param name="maxBytes">Most bytes ever written.</param>
    internal BoundedOutput(SlabPool pool, int maxBytes)
    {
        _pool = pool;
        _maxBytes = maxBytes;
    }

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    /// <summary>Bytes that may still be written before the limit.</summary>
    internal readonly int RoomBytes => _maxBytes - Length;

    /// <summary>What was written so far.</summary>
    internal readonly Span<byte> Written => _slab is null ? default : _slab.GetSpan()[..Length];

    /// <summary>Room that is there without growing; empty when full or not started.</summary>
    internal readonly Span<byte> Free =>
        _slab is null ? default : _slab.GetSpan()[Length..Math.Min(_slab.CapacityBytes, _maxBytes)];

    /// <summary>Rents the first slab. False when the budget has no room.</summary>
    /// <param name="compressedBytes">Input length.</param>
    /// <param name="declaredBytes">What the input says it expands to; negative when it does not say.</param>
    internal bool TryStart(int compressedBytes, long declaredBytes)
    {
        long first = declaredBytes >= 0
            ? Math.Min(declaredBytes, Math.Max((long)compressedBytes * BelievedRatio, MinBytes))
            : Math.Max((long)compressedBytes * FirstRatio, MinBytes);
        _slab = _pool.TryRent((int)Math.Min(first, _maxBytes));
        return _slab is not null;
    }

    /// <summary>
    /// Makes room for at least <paramref name="bytes"/> more, renting the first slab if there is none. TooLarge when that would pass the limit,
    /// OverBudget when the budget refuses; what was written stays as it is.
    /// </summary>
    internal InflateStatus Grow(int bytes)
    {
        long needed = (long)Length + bytes;
        if (needed > _maxBytes)
        {
            return InflateStatus.TooLarge;
        }

        if (_slab is not null && needed <= _slab.CapacityBytes)
        {
            return InflateStatus.Ok;
        }

        long doubled = Math.Min(2L * (_slab?.CapacityBytes ?? 0), _maxBytes);
        Slab? bigger = _pool.TryRent((int)Math.Max(needed, doubled));
        if (bigger is null)
        {
            return InflateStatus.OverBudget;
        }

        Written.CopyTo(bigger.GetSpan());
        _slab?.Release();
        _slab = bigger;
        return InflateStatus.Ok;
    }

    /// <summary>Counts bytes written into <see cref="Free"/>.</summary>
    internal void Advance(int bytes) => Length += bytes;

    /// <summary>Takes the last bytes back.</summary>
    internal void Shorten(int bytes) => Length -= bytes;

    /// <summary>Hands the slab to the caller as a finished result.</summary>
    internal InflateResult Detach()
    {
        Slab? slab = _slab;
        _slab = null;
        return new InflateResult(InflateStatus.Ok, slab, Length);
    }

    /// <summary>Releases the slab, if it is still here.</summary>
    internal void Abandon()
    {
        _slab?.Release();
        _slab = null;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Memory;

/// <summary>
/// Rents <see cref="Slab"/>s. Blocks come in size classes of four steps a doubling (so at most a quarter is slack),
/// are kept in bounded free lists and given back to the operating system beyond the bound. Every rented byte is
/// charged to the <see cref="Budget"/>; what lies idle in the free lists is bounded by
/// <see cref="RetainedLimitBytes"/> and not charged.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed unsafe class SlabPool : IDisposable
{
    /// <summary>Smallest block: a page, because a batch has tens of buffers and most of them outgrow less.</summary>
    private const int MinBlockBytes = 4096;

    /// <summary>Blocks above this are not kept: they are rare, and idle they would dominate resident memory.</summary>
    private const int MaxPooledBytes = 8 << 20;

    private readonly FreeList[] _classes = new FreeList[ClassOf(MaxPooledBytes) + 1];
    private readonly ConcurrentDictionary<Slab, StackTrace>? _live;
    private long _retained;
    private int _liveCount;

    /// <param name="budget">Where rented bytes are charged.</param>
    /// <param name="retainedLimitBytes">Most bytes kept idle in the free lists.</param>
    /// <param name="track">
    /// Debug mode: remembers where each live slab was rented, overwrites released blocks and never reuses them, so
    /// that a leak or a use after release fails a test.
    /// </param>
    public SlabPool(ByteBudget budget, long retainedLimitBytes = 12 << 20, bool track = false)
    {
        Budget = budget;
        RetainedLimitBytes = retainedLimitBytes;
        _live = track ? new ConcurrentDictionary<Slab, StackTrace>() : null;
        for (int i = 0; i < _classes.Length; i++)
        {
            _classes[i] = new FreeList();
        }
    }

    /// <summary>The budget that rented bytes are charged to.</summary>
    public ByteBudget Budget { get; }

    /// <summary>Most bytes kept idle.</summary>
    public long RetainedLimitBytes { get; }

    /// <summary>Bytes lying idle in the free lists.</summary>
    public long RetainedBytes => Volatile.Read(ref _retained);

    /// <summary>Slabs rented and not yet released.</summary>
    public int LiveSlabs => Volatile.Read(ref _liveCount);

    /// <summary>Rents at least <paramref name="bytes"/> bytes. Contents are undefined. Charges without asking.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or above <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="OutOfMemoryException">The operating system refused.</exception>
    public Slab Rent(int bytes)
    {
        int capacity = CapacityFor(bytes);
        Budget.Charge(capacity);
        return Take(capacity);
    }

    /// <summary>
    /// Rents at least <paramref name="bytes"/> bytes if the budget has room for them: admission of a new request.
    /// Returns null when it has not.
    /// </summary>
    public Slab? TryRent(int bytes)
    {
        int capacity = CapacityFor(bytes);
        return Budget.TryReserve(capacity) ? Take(capacity) : null;
    }

    /// <summary>Bytes that renting <paramref name="bytes"/> charges.</summary>
    public static int CapacityFor(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength - MinBlockBytes);
        if (bytes > MaxPooledBytes)
        {
            return (int)(((long)bytes + MinBlockBytes - 1) / MinBlockBytes * MinBlockBytes);
        }

        return BytesOf(ClassOf(bytes));
    }

    /// <summary>Gives idle blocks back to the operating system until at most <paramref name="keepBytes"/> remain.</summary>
    public void Trim(long keepBytes = 0)
    {
        for (int i = _classes.Length - 1; i >= 0 && RetainedBytes > keepBytes; i--)
        {
            while (RetainedBytes > keepBytes && _classes[i].TryPop(out nint pointer))
            {
                Interlocked.Add(ref _retained, -BytesOf(i));
                NativeBlock.Free((byte*)pointer, BytesOf(i));
            }
        }
    }

    /// <summary>Throws when a slab is still alive, naming where it was rented if the pool tracks.</summary>
    /// <exception cref="InvalidOperationException">At least one slab was not released.</exception>
    public void AssertNoLeaks()
    {
        if (LiveSlabs == 0)
        {
            return;
        }

        string where = _live is null ? "" : string.Join("\n---\n", _live.Values.Take(3));
        throw new InvalidOperationException($"{LiveSlabs} slab(s) were not released. Rented at:\n{where}");
    }

    /// <summary>Frees the idle blocks. Live slabs stay valid and are freed when released.</summary>
    public void Dispose() => Trim();

    internal void Return(Slab slab, byte* pointer)
    {
        int capacity = slab.CapacityBytes;
        Interlocked.Decrement(ref _liveCount);
        Budget.Release(capacity);
        if (_live is not null)
        {
            _live.TryRemove(slab, out _);
            new Span<byte>(pointer, capacity).Fill(0xDD);
            NativeBlock.Free(pointer, capacity);
            return;
        }

        if (capacity <= MaxPooledBytes && Interlocked.Add(ref _retained, capacity) is var retained)
        {
            if (retained <= RetainedLimitBytes)
            {
                _classes[ClassOf(capacity)].Push((nint)pointer);
                return;
            }

            Interlocked.Add(ref _retained, -capacity);
        }

        NativeBlock.Free(pointer, capacity);
    }

    private Slab Take(int capacity)
    {
        byte* pointer = null;
        if (_live is null && capacity <= MaxPooledBytes && _classes[ClassOf(capacity)].TryPop(out nint pooled))
        {
            Interlocked.Add(ref _retained, -capacity);
            pointer = (byte*)pooled;
        }

        if (pointer == null)
        {
            try
            {
                pointer = NativeBlock.Allocate(capacity);
            }
            catch
            {
                Budget.Release(capacity);
                throw;
            }
        }

        Interlocked.Increment(ref _liveCount);
        var slab = new Slab(this, pointer, capacity);
        _live?.TryAdd(slab, new StackTrace(2, fNeedFileInfo: false));
        return slab;
    }

    /// <summary>Size class: 4 steps a doubling above <see cref="MinBlockBytes"/>.</summary>
    private static int ClassOf(int bytes)
    {
        if (bytes <= MinBlockBytes)
        {
            return 0;
        }

        // bytes - 1 lies in (2^e, 2^(e+1)); its next two bits choose the quarter.
        uint value = (uint)(bytes - 1);
        int exponent = BitOperations.Log2(value);
        int quarter = (int)(value >> (exponent - 2)) & 3;
        return ((exponent - 12) * 4) + quarter + 1;
    }

    private static int BytesOf(int sizeClass)
    {
        if (sizeClass == 0)
        {
            return MinBlockBytes;
        }

        int exponent = ((sizeClass - 1) / 4) + 12;
        int quarter = (sizeClass - 1) % 4;
        return (1 << exponent) + ((quarter + 1) << (exponent - 2));
    }

    /// <summary>Idle blocks of one class, newest first (still warm in the cache).</summary>
    private sealed class FreeList
    {
        private readonly Lock _lock = new();
        private readonly Stack<nint> _blocks = new();

        public void Push(nint block)
        {
            lock (_lock)
            {
                _blocks.Push(block);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        public bool TryPop(out nint block)
        {
            lock (_lock)
            {
                return _blocks.TryPop(out block);
            }
        }
    }
}

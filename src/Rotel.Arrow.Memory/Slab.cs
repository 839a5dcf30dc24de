using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory;

/// <summary>
/// A block of native memory, aligned to 64 bytes, counted by references. Whoever rents it owns one reference;
/// <see cref="Retain"/> adds one, <see cref="Release"/> gives one back, and the last one returns the block to its
/// <see cref="SlabPool"/> and its bytes to the budget. After that every access through the slab (or through an
/// Arrow buffer that wraps <see cref="MemoryManager{T}.Memory"/>) throws <see cref="ObjectDisposedException"/>.
/// There is no finalizer: a slab that is never released is a leak, which a tracking pool reports.
/// </summary>
/// <remarks>
/// The object itself is never reused, only the block behind it, so a stale reference cannot see somebody else's
/// bytes. Retain and Release are thread-safe; writing is the business of the one owner before it shares the slab.
/// </remarks>
public sealed unsafe class Slab : MemoryManager<byte>
{
    private readonly SlabPool _pool;
    private byte* _pointer;
    private int _references = 1;

    internal Slab(SlabPool pool, byte* pointer, int capacity)
    {
        _pool = pool;
        _pointer = pointer;
        CapacityBytes = capacity;
    }

    /// <summary>Usable bytes, at least what was asked for.</summary>
    public int CapacityBytes { get; }

    /// <summary>True while at least one reference is held.</summary>
    public bool IsAlive => Volatile.Read(ref _references) > 0;

    /// <summary>True when exactly one reference is held: nobody else can see the bytes.</summary>
    public bool IsExclusive => Volatile.Read(ref _references) == 1;

    internal byte* Pointer => _pointer;

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        byte* pointer = _pointer;
        if (pointer == null)
        {
            ThrowReleased();
        }

        return new Span<byte>(pointer, CapacityBytes);
    }

    /// <summary>The first <paramref name="length"/> bytes as memory that stays valid while a reference is held.</summary>
    public ReadOnlyMemory<byte> ReadOnly(int length) => Memory[..length];

    /// <summary>The slab that a piece of memory lies on; null for memory of another kind (an array, foreign native memory).</summary>
    public static Slab? Find(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetMemoryManager(memory, out Slab? slab) ? slab : null;

    /// <summary>Adds a reference and returns the slab. The caller must already hold one.</summary>
    public Slab Retain()
    {
        // Compare and exchange, not an increment that is taken back: two threads that come too late would each see the
        // increment of the other and take the slab for alive.
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references)
            {
                return this;
            }

            references = seen;
        }

        ThrowReleased();
        return this;
    }

    /// <summary>Gives one reference back; the last one frees the block.</summary>
    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left == 0)
        {
            byte* pointer = _pointer;
            _pointer = null;
            _pool.Return(this, pointer);
        }
        else if (left < 0)
        {
            Interlocked.Increment(ref _references);
            ThrowReleased();
        }
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)CapacityBytes);
        Retain();
        return new MemoryHandle(_pointer + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin() => Release();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Lifetime is by reference count only: Arrow's Dispose never frees a block that another batch shares.
    }

    [DoesNotReturn]
    private static void ThrowReleased() => throw new ObjectDisposedException(
        nameof(Slab), "The slab was released: hold a reference (Retain) for as long as its bytes are read.");
}

using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// Bytes that are only appended to, and whose beginning batches share while that goes on. Small ones are an array, of
/// which a stream has many (40 dictionaries of 200 bytes are ordinary, and a slab is a page at least); from
/// <see cref="MostManagedBytes"/> on they are a slab.
/// </summary>
/// <remarks>
/// One writer. Bytes below a shared length do not change, but for the unused bits of the last byte of a bitmap. Arrays
/// are charged to the budget while this object holds them; those that only a batch still holds are not.
/// </remarks>
internal sealed class SharedBytes(SlabPool pool) : IDisposable
{
    /// <summary>Largest array.</summary>
    private const int MostManagedBytes = 2048;

    private const int FirstBytes = 64;

    private byte[] _array = [];
    private Slab? _slab;

    /// <summary>Bytes appended.</summary>
    internal int Count { get; private set; }

    /// <summary>The bytes appended, to be read, or to be changed where nobody shares them.</summary>
    internal Span<byte> Values => (_slab is null ? _array : _slab.GetSpan())[..Count];

    /// <summary>The slab behind the bytes, if it is one: a batch that shares them holds a reference.</summary>
    internal Slab? Slab => _slab;

    /// <summary>The bytes so far. The caller sees to the reference (see <see cref="Slab"/>).</summary>
    internal ArrowBuffer View() =>
        Count == 0 ? ArrowBuffer.Empty : new ArrowBuffer(_slab is null ? _array.AsMemory(0, Count) : _slab.ReadOnly(Count));

    /// <summary>Room for <paramref name="count"/> more bytes, contents undefined.</summary>
    internal Span<byte> AppendSpan(int count)
    {
        long needed = (long)Count + count;
        int capacity = _slab?.CapacityBytes ?? _array.Length;
        if (needed > capacity)
        {
            Grow(needed, capacity);
        }

        int start = Count;
        Count = (int)needed;
        return Values[start..];
    }

    /// <summary>Gives the memory back; batches that share it keep it.</summary>
    public void Dispose()
    {
        _slab?.Release();
        pool.Budget.Release(_array.Length);
        _slab = null;
        _array = [];
        Count = 0;
    }

    private void Grow(long needed, int capacity)
    {
        int wanted = (int)Math.Min(Math.Max(needed, capacity * 2L), Math.Max(needed, 1 << 30));
        if (wanted <= MostManagedBytes)
        {
            var array = new byte[Math.Max(FirstBytes, wanted)];
            Values.CopyTo(array);
            pool.Budget.Charge(array.Length - _array.Length);
            _array = array;
            return;
        }

        Slab slab = pool.TryRent(wanted)
            ?? throw new IpcException(IpcErrorCode.OverBudget, null, $"no room for a dictionary of {wanted} bytes now");
        Values.CopyTo(slab.GetSpan());
        _slab?.Release();
        _slab = slab;
        pool.Budget.Release(_array.Length);
        _array = [];
    }
}

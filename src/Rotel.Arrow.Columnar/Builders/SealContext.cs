using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// Collects the slabs that the arrays of a batch being sealed point into. The batch takes the list over and releases
/// each slab once when it ends.
/// </summary>
public sealed class SealContext
{
    /// <param name="pool">For buffers that are computed while sealing (ids, parent ids, offsets).</param>
    public SealContext(SlabPool pool) => Pool = pool;

    /// <summary>For buffers that are computed while sealing.</summary>
    public SlabPool Pool { get; }

    /// <summary>One entry a reference held.</summary>
    public List<Slab> Slabs { get; } = [];

    /// <summary>Takes one reference over and wraps the first <paramref name="lengthBytes"/> bytes without copying.</summary>
    public ArrowBuffer Wrap(Slab? slab, int lengthBytes)
    {
        if (slab is null)
        {
            return ArrowBuffer.Empty;
        }

        Slabs.Add(slab);
        return new ArrowBuffer(slab.ReadOnly(lengthBytes));
    }

    /// <summary>
    /// Lends a buffer of another batch to this one without copying: adds a reference to the slab behind it. Memory that
    /// is not a slab of ours (a batch made by Apache.Arrow) is used as it is and must outlive this batch by itself.
    /// </summary>
    public ArrowBuffer Borrow(ArrowBuffer buffer)
    {
        if (!buffer.IsEmpty && Slab.Find(buffer.Memory) is { } slab)
        {
            Slabs.Add(slab.Retain());
        }

        return buffer;
    }

    /// <summary>Gives all references back: for a batch that is not made after all.</summary>
    public void Abandon()
    {
        foreach (Slab slab in Slabs)
        {
            slab.Release();
        }

        Slabs.Clear();
    }

    /// <summary>Moves the values out of a buffer, which is empty afterwards.</summary>
    public ArrowBuffer Move<T>(NativeBuffer<T> buffer)
        where T : unmanaged
    {
        int bytes = SpanCast.AsBytes(buffer.Values).Length;
        return Wrap(buffer.Detach(), bytes);
    }

    /// <summary>Lends the values written so far; the buffer goes on appending behind them.</summary>
    public ArrowBuffer Share<T>(NativeBuffer<T> buffer)
        where T : unmanaged
    {
        int bytes = SpanCast.AsBytes(buffer.Values).Length;
        return Wrap(buffer.Share(), bytes);
    }

    /// <summary>Moves a bitmap out.</summary>
    public ArrowBuffer Move(BitBuffer bits)
    {
        int bytes = (bits.Count + 7) / 8;
        return Wrap(bits.Detach(), bytes);
    }

    /// <summary>A new slab of <paramref name="count"/> values to be filled by the caller, and its buffer.</summary>
    public ArrowBuffer Allocate<T>(int count, out Span<T> values)
        where T : unmanaged
    {
        if (count == 0)
        {
            values = default;
            return ArrowBuffer.Empty;
        }

        int bytes = checked(count * SpanCast.SizeOf<T>());
        Slab slab = Pool.Rent(bytes + 64);
        slab.GetSpan().Slice(bytes, 64).Clear();
        values = SpanCast.Cast<T>(slab.GetSpan()[..bytes]);
        return Wrap(slab, bytes);
    }

    /// <summary>The numbers 0, 1, 2, ... as 16-bit values: plain ids.</summary>
    public ArrowBuffer Iota16(int count)
    {
        ArrowBuffer buffer = Allocate(count, out Span<ushort> ids);
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = (ushort)i;
        }

        return buffer;
    }

    /// <summary>The numbers 0, 1, 2, ... as 32-bit values: plain ids.</summary>
    public ArrowBuffer Iota32(int count)
    {
        ArrowBuffer buffer = Allocate(count, out Span<uint> ids);
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = (uint)i;
        }

        return buffer;
    }
}

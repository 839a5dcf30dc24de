using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Output;

/// <summary>Finished pages of a chunk that wait for their row group: slabs filled one after the other.</summary>
internal sealed class SlabChain(SlabPool pool) : IDisposable
{
    private const int MinSlabBytes = 16 << 10, MaxSlabBytes = 1 << 20;

    private readonly List<(Slab Slab, int Used)> _slabs = [];

    /// <summary>Bytes appended.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes of memory held.</summary>
    public long CapacityBytes { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_slabs.Count == 0 || _slabs[^1].Used == _slabs[^1].Slab.CapacityBytes)
            {
                Grow();
            }

            (Slab slab, int used) = _slabs[^1];
            int count = Math.Min(bytes.Length, slab.CapacityBytes - used);
            bytes[..count].CopyTo(slab.GetSpan()[used..]);
            _slabs[^1] = (slab, used + count);
            Length += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Writes everything and gives the memory back as it goes.</summary>
    public void Drain(ByteSink sink)
    {
        foreach ((Slab slab, int used) in _slabs)
        {
            sink.Write(slab.GetSpan()[..used]);
        }

        Clear();
    }

    public void Clear()
    {
        foreach ((Slab slab, _) in _slabs)
        {
            slab.Release();
        }

        _slabs.Clear();
        Length = 0;
        CapacityBytes = 0;
    }

    public void Dispose() => Clear();

    private void Grow()
    {
        // Half of what is there already: slack stays below a third, and large chunks take few slabs.
        int wanted = (int)Math.Clamp(CapacityBytes / 2, MinSlabBytes, MaxSlabBytes);
        Slab slab = pool.Rent(wanted);
        _slabs.Add((slab, 0));
        CapacityBytes += slab.CapacityBytes;
    }
}

using System.Buffers;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>Arrays that live as long as the decoding of one batch: rented, and given back together.</summary>
internal sealed class ScratchArrays
{
    private readonly List<int[]> _ints = [];
    private readonly List<long[]> _longs = [];

    /// <summary>An array of at least this length, contents undefined.</summary>
    public int[] Ints(int length)
    {
        int[] array = ArrayPool<int>.Shared.Rent(length);
        _ints.Add(array);
        return array;
    }

    /// <summary>An array of at least this length, contents undefined.</summary>
    public long[] Longs(int length)
    {
        long[] array = ArrayPool<long>.Shared.Rent(length);
        _longs.Add(array);
        return array;
    }

    /// <summary>Gives all of them back.</summary>
    public void Return()
    {
        foreach (int[] array in _ints)
        {
            ArrayPool<int>.Shared.Return(array);
        }

        foreach (long[] array in _longs)
        {
            ArrayPool<long>.Shared.Return(array);
        }

        _ints.Clear();
        _longs.Clear();
    }
}

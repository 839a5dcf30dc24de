using System.Buffers;

namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>Arrays that one block needs while it is made. Not thread-safe; Dispose gives all of them back.</summary>
internal sealed class ScratchArrays : IDisposable
{
    private readonly List<int[]> _ints = [];
    private readonly List<ulong[]> _ulongs = [];

    /// <summary>At least <paramref name="length"/> numbers, contents undefined.</summary>
    public int[] Ints(int length)
    {
        int[] array = ArrayPool<int>.Shared.Rent(Math.Max(length, 1));
        _ints.Add(array);
        return array;
    }

    /// <summary>At least <paramref name="length"/> numbers, contents undefined.</summary>
    public ulong[] Ulongs(int length)
    {
        ulong[] array = ArrayPool<ulong>.Shared.Rent(Math.Max(length, 1));
        _ulongs.Add(array);
        return array;
    }

    public void Dispose()
    {
        _ints.ForEach(static array => ArrayPool<int>.Shared.Return(array));
        _ulongs.ForEach(static array => ArrayPool<ulong>.Shared.Return(array));
        _ints.Clear();
        _ulongs.Clear();
    }
}

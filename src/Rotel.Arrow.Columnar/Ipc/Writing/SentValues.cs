using Apache.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>
/// The values of a dictionary as the reader at the other end has them: by generation, or as an array to compare with,
/// whose slabs are held meanwhile. Immutable.
/// </summary>
internal sealed class SentValues
{
    private readonly List<Slab> _slabs = [];

    /// <param name="generation">Identity that the caller gave, or 0.</param>
    /// <param name="values">The values.</param>
    internal SentValues(long generation, ArrayData values)
    {
        Generation = generation;
        Length = values.Length;
        if (generation == 0)
        {
            Values = values;
            Hold(values);
        }
    }

    internal long Generation { get; }

    internal int Length { get; }

    /// <summary>The array; null when the generation says it all.</summary>
    internal ArrayData? Values { get; private set; }

    /// <summary>Lets the slabs go.</summary>
    internal void Release()
    {
        foreach (Slab slab in _slabs)
        {
            slab.Release();
        }

        _slabs.Clear();
        Values = null;
    }

    private void Hold(ArrayData array)
    {
        foreach (ArrowBuffer buffer in array.Buffers)
        {
            if (!buffer.IsEmpty && Slab.Find(buffer.Memory) is { } slab)
            {
                _slabs.Add(slab.Retain());
            }
        }

        foreach (ArrayData child in array.Children ?? [])
        {
            Hold(child);
        }
    }
}

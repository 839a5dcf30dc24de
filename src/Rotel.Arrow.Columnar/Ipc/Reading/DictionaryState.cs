using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>One dictionary of the stream: its values now, and the array that batches share until they change.</summary>
internal sealed class DictionaryState(long id, FieldLayout layout, SlabPool pool) : IDisposable
{
    private readonly List<Slab> _slabs = [];
    private DictionaryValues _values = new(layout, pool);
    private ArrayData? _view;

    /// <summary>Id on the wire.</summary>
    internal long Id { get; } = id;

    /// <summary>Layout of the values.</summary>
    internal FieldLayout Layout { get; } = layout;

    /// <summary>True after the first dictionary batch.</summary>
    internal bool IsDefined { get; private set; }

    internal int Count => _values.Count;

    internal long Bytes => _values.Bytes;

    /// <summary>Forgets the values; batches that share them keep them.</summary>
    internal void Clear()
    {
        _values.Dispose();
        _values = new DictionaryValues(Layout, pool);
        Forget();
        IsDefined = true;
    }

    /// <summary>Appends validated values.</summary>
    internal void Append(ArrayData part, int mostCells)
    {
        Forget();
        _values.Append(part, mostCells);
    }

    /// <summary>The values as an array of one more batch, which takes references to their slabs.</summary>
    internal ArrayData Share(SealContext context, Func<FieldLayout, Int128, ArrayData> inner)
    {
        // Values that refer to another dictionary change with it.
        if (_view is null || Layout.HasDictionaries)
        {
            Forget();
            _view = _values.View(_slabs, inner);
        }

        foreach (Slab slab in _slabs)
        {
            context.Slabs.Add(slab.Retain());
        }

        return _view;
    }

    public void Dispose()
    {
        _values.Dispose();
        Forget();
    }

    private void Forget()
    {
        _view = null;
        _slabs.Clear();
    }
}

using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>The dictionaries of a stream, by field and by id. Several fields may share one.</summary>
internal sealed class DictionaryTable(IpcReaderOptions options, SlabPool pool) : IDisposable
{
    private static readonly Func<FieldLayout, Int128, ArrayData> s_none =
        static (field, _) => throw new InvalidOperationException($"{field.Path} has no dictionary below it.");

    private readonly Dictionary<long, DictionaryState> _byId = [];
    private DictionaryState[] _byField = [];

    /// <summary>Bytes of the values of all dictionaries.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Takes in the dictionary-encoded fields of the schema, in walk order, and their ids.</summary>
    internal void Define(List<FieldLayout> fields, List<long> ids)
    {
        _byField = new DictionaryState[fields.Count];
        for (int i = 0; i < fields.Count; i++)
        {
            FieldLayout values = fields[i].Values!;
            if (!_byId.TryGetValue(ids[i], out DictionaryState? state))
            {
                state = new DictionaryState(ids[i], values, pool);
                _byId.Add(ids[i], state);
            }
            else if (!state.Layout.HasSameValues(values))
            {
                throw new IpcException(
                    IpcErrorCode.Malformed, fields[i].Path, $"shares dictionary {ids[i]} with a column of another type");
            }

            _byField[i] = state;
        }
    }

    /// <summary>The dictionary that a dictionary batch speaks of.</summary>
    internal DictionaryState Find(long id) => _byId.TryGetValue(id, out DictionaryState? state)
        ? state
        : throw new IpcException(IpcErrorCode.Malformed, null, $"no column has dictionary {id}");

    /// <summary>Appends the values of a dictionary batch, or puts them in the place of the old ones.</summary>
    internal void Take(DictionaryState state, ArrayData values, bool isDelta)
    {
        if (isDelta && !state.IsDefined)
        {
            throw new IpcException(
                IpcErrorCode.Malformed, state.Layout.Path, $"a delta of dictionary {state.Id}, which was never sent");
        }

        long others = Bytes - (isDelta ? 0 : state.Bytes);
        if (others + DictionaryValues.BytesOf(values) > options.MaxDictionaryBytes)
        {
            throw new IpcException(
                IpcErrorCode.LimitExceeded, state.Layout.Path, $"dictionaries of more than {options.MaxDictionaryBytes} bytes");
        }

        if ((isDelta ? (long)state.Count : 0) + values.Length > options.MaxDictionaryEntries)
        {
            throw new IpcException(
                IpcErrorCode.LimitExceeded, state.Layout.Path, $"a dictionary of more than {options.MaxDictionaryEntries} entries");
        }

        Bytes -= state.Bytes;
        try
        {
            if (!isDelta)
            {
                state.Clear();
            }

            state.Append(values, options.MaxRows);
        }
        finally
        {
            Bytes += state.Bytes;
        }
    }

    /// <summary>The values that a field refers to, shared with a batch.</summary>
    /// <param name="field">Dictionary-encoded field.</param>
    /// <param name="context">The batch.</param>
    internal ArrayData Share(FieldLayout field, SealContext context)
    {
        DictionaryState state = _byField[field.Dictionary];
        return state.Layout.HasDictionaries ? ShareNested(state, context) : state.Share(context, s_none);
    }

    /// <summary>True when the dictionary of a field was sent.</summary>
    internal bool IsDefined(FieldLayout field) => _byField[field.Dictionary].IsDefined;

    public void Dispose()
    {
        foreach (DictionaryState state in _byId.Values)
        {
            state.Dispose();
        }

        Bytes = 0;
    }

    private ArrayData ShareNested(DictionaryState state, SealContext context) =>
        state.Share(context, (inner, greatest) => ShareInner(inner, greatest, context));

    /// <summary>A dictionary below a dictionary. It may have shrunk since the outer values were read.</summary>
    private ArrayData ShareInner(FieldLayout field, Int128 greatest, SealContext context)
    {
        ArrayData values = Share(field, context);
        return greatest < values.Length
            ? values
            : throw new IpcException(
                IpcErrorCode.InvalidData, field.Path, $"a dictionary value has index {greatest}, the dictionary {values.Length} entries");
    }
}

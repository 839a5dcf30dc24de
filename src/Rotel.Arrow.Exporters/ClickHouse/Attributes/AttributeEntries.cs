using System.Globalization;
using System.Text;
using Rotel.Arrow.Columnar.Dictionaries;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>
/// The attributes of the rows of one column as a list, in row order: key/value lists are taken apart into paths with
/// dots, keys are numbers. Scalars stay where they are in the attribute table.
/// <code>
/// SPAN_ATTRS rows -> { path, slot, source, kind }   "http.method"        Text  row 17
///                                                   "request.headers.x"  Int   side value 3
/// </code>
/// In the JSON form the second value of a path in the same row goes to "path#2", the third to "path#3": a path is one
/// column there, and nothing may be lost.
/// </summary>
/// <remarks>One thread; reused for one block after another.</remarks>
internal sealed class AttributeEntries : IDisposable
{
    /// <summary>Arrays and buffers of a key dictionary larger than this are let go after use.</summary>
    private const int KeptKeys = 4096;

    private readonly BinaryDictionary _paths;
    private readonly NativeBuffer<AttributeEntry> _entries;
    private readonly NativeBuffer<int> _ends;
    private readonly NativeBuffer<Seen> _seen;
    private readonly KeyValueFlattener _flattener;
    private int[] _pathOfKey = new int[64];

    public AttributeEntries(SlabPool pool)
    {
        _paths = new BinaryDictionary(isText: false, int.MaxValue, pool);
        _entries = new NativeBuffer<AttributeEntry>(pool);
        _ends = new NativeBuffer<int>(pool);
        _seen = new NativeBuffer<Seen>(pool);
        Side = new SideValues(pool);
        _flattener = new KeyValueFlattener(this);
    }

    /// <summary>All entries, by slot and in the order of the message.</summary>
    public ReadOnlySpan<AttributeEntry> Entries => _entries.Values;

    /// <summary>End of the entries of each slot.</summary>
    public ReadOnlySpan<int> Ends => _ends.Values;

    /// <summary>Distinct paths; each has at least one entry.</summary>
    public int PathCount => _paths.Count;

    public SideValues Side { get; }

    /// <summary>JSON of what has no type of its own. Shared with the columns that are JSON text.</summary>
    public JsonTextWriter Json { get; } = new();

    public ReadOnlySpan<byte> Path(int path) => _paths[path];

    /// <summary>First entry of a slot.</summary>
    public int Start(int slot) => slot == 0 ? 0 : _ends[slot - 1];

    /// <summary>Replaces the list by the attributes of some parents.</summary>
    /// <param name="attributes">The table.</param>
    /// <param name="parents">The parent of each slot.</param>
    /// <param name="form">What they are for.</param>
    /// <param name="maxDepth">Key/value lists inside more than this many others become JSON text.</param>
    public void Collect(scoped in AttributeAccessor attributes, RowMap parents, AttributeForm form, int maxDepth)
    {
        Clear();
        _flattener.Begin(form, maxDepth);
        bool isDictionary = attributes.Keys.IsDictionary;
        for (int slot = 0; slot < parents.Count; slot++)
        {
            int parent = parents[slot];
            int end = attributes.End(parent);
            for (int row = attributes.Start(parent); row < end; row++)
            {
                var type = (AnyValueType)attributes.Types[row];
                if (type is AnyValueType.Map or AnyValueType.Slice)
                {
                    // Its leaves have paths of their own; a path without an entry must not exist.
                    _flattener.Add(attributes.Keys[row], slot, attributes.Ser[row]);
                    continue;
                }

                int path = isDictionary ? PathOfKey(attributes, row) : PathOf(attributes.Keys[row]);
                switch (type)
                {
                    case AnyValueType.Str:
                        Add(path, slot, row, EntryKind.Text, form);
                        break;
                    case AnyValueType.Int:
                        Add(path, slot, row, EntryKind.Int, form);
                        break;
                    case AnyValueType.Double:
                        Add(path, slot, row, EntryKind.Double, form);
                        break;
                    case AnyValueType.Bool:
                        Add(path, slot, row, EntryKind.Bool, form);
                        break;
                    case AnyValueType.Bytes:
                        Add(path, slot, ~Side.AddHex(attributes.Bytes[row]), EntryKind.Text, form);
                        break;
                    default:
                        Add(path, slot, ~Side.AddText(default), EntryKind.Text, form);
                        break;
                }
            }

            _ends.Append(_entries.Count);
        }
    }

    /// <summary>Adds a leaf.</summary>
    public void AddSide(ReadOnlySpan<byte> path, int slot, int cell, EntryKind kind, AttributeForm form) =>
        Add(PathOf(path), slot, ~cell, kind, form);

    public void Dispose()
    {
        _paths.Dispose();
        _entries.Dispose();
        _ends.Dispose();
        _seen.Dispose();
        Side.Dispose();
        Json.Dispose();
    }

    /// <summary>Gives the memory of the last block back.</summary>
    public void Clear()
    {
        _paths.Reset();
        _entries.Truncate(0);
        _ends.Truncate(0);
        _seen.Truncate(0);
        Side.Clear();
        if (_pathOfKey.Length > KeptKeys)
        {
            _pathOfKey = new int[64];
        }

        System.Array.Clear(_pathOfKey);
    }

    private void Add(int path, int slot, int source, EntryKind kind, AttributeForm form)
    {
        if (form == AttributeForm.Json)
        {
            ref Seen seen = ref _seen[path];
            if (seen.Slot == slot)
            {
                path = Repeated(path, slot);
            }
            else
            {
                seen = new Seen(slot, 1);
            }
        }

        _entries.Append(new AttributeEntry(path, slot, source, kind));
    }

    /// <summary>The path of a value whose own path is taken in this slot.</summary>
    private int Repeated(int path, int slot)
    {
        int number = _seen[path].Times;
        byte[] name = _paths[path].ToArray();
        int next;
        do
        {
            number++;
            next = PathOf([.. name, .. Encoding.ASCII.GetBytes("#" + number.ToString(CultureInfo.InvariantCulture))]);
        }
        while (_seen[next].Slot == slot);

        _seen[path] = new Seen(slot, number);
        _seen[next] = new Seen(slot, 1);
        return next;
    }

    private int PathOfKey(scoped in AttributeAccessor attributes, int row)
    {
        int key = attributes.Keys.IndexOf(row);
        if (key >= _pathOfKey.Length)
        {
            System.Array.Resize(ref _pathOfKey, Math.Max(key + 1, _pathOfKey.Length * 2));
        }

        int path = _pathOfKey[key] - 1;
        if (path < 0)
        {
            path = PathOf(attributes.Keys.Value(key));
            _pathOfKey[key] = path + 1;
        }

        return path;
    }

    private int PathOf(ReadOnlySpan<byte> path)
    {
        int id = _paths.GetOrAdd(path);
        if (id < 0)
        {
            // Too many collisions: the path then stands twice, which is one column more and nothing lost.
            id = _paths.AddUnlisted(path);
        }

        while (_seen.Count <= id)
        {
            _seen.Append(new Seen(-1, 0));
        }

        return id;
    }

    /// <param name="Slot">The last slot that has the path.</param>
    /// <param name="Times">How often, there.</param>
    private readonly record struct Seen(int Slot, int Times);
}

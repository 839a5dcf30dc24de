using System.Buffers.Binary;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// The dictionary of one column chunk: every entry that rows of the row group refer to, once, in order of first use.
/// The bytes are those of the dictionary page (PLAIN: a length before each BYTE_ARRAY), so the page is a copy. Found by
/// an open-addressed table of entry numbers over the XXH64 of the values, which the bloom filter uses as well.
/// </summary>
/// <param name="fixedWidth">Bytes of a value; 0 for BYTE_ARRAY.</param>
/// <param name="pool">Where the memory comes from.</param>
internal sealed class ChunkDictionary(int fixedWidth, SlabPool pool) : IDisposable
{
    private const int MinTable = 256;

    private readonly NativeBuffer<byte> _plain = new(pool);
    private readonly NativeBuffer<int> _ends = new(pool);
    private readonly NativeBuffer<int> _sizes = new(pool);
    private readonly NativeBuffer<ulong> _hashes = new(pool);
    private readonly NativeBuffer<int> _table = new(pool);

    /// <summary>Entries.</summary>
    public int Count => _hashes.Count;

    /// <summary>The dictionary page before compression.</summary>
    public ReadOnlySpan<byte> PlainBytes => _plain.Values;

    /// <summary>Bytes of each entry in the page, with its length; empty for values of one width.</summary>
    public ReadOnlySpan<int> PlainSizes => _sizes.Values;

    public long CapacityBytes =>
        _plain.CapacityBytes + _ends.CapacityBytes + _sizes.CapacityBytes + _hashes.CapacityBytes + _table.CapacityBytes;

    /// <summary>One entry, without length.</summary>
    public ReadOnlySpan<byte> this[int entry]
    {
        get
        {
            if (fixedWidth > 0)
            {
                return _plain.Values.Slice(entry * fixedWidth, fixedWidth);
            }

            int start = (entry == 0 ? 0 : _ends[entry - 1]) + 4;
            return _plain.Values[start.._ends[entry]];
        }
    }

    /// <summary>The number of a value, added if it is new.</summary>
    public int Intern(ReadOnlySpan<byte> value)
    {
        ulong hash = ValueHash.Of(value);
        if (Count * 2 >= _table.Count)
        {
            Rehash(Math.Max(MinTable, _table.Count * 2));
        }

        Span<int> table = _table.Writable;
        ReadOnlySpan<ulong> hashes = _hashes.Values;
        int mask = table.Length - 1;
        for (int slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            int entry = table[slot];
            if (entry < 0)
            {
                entry = Add(value, hash);
                table[slot] = entry;
                return entry;
            }

            if (hashes[entry] == hash && this[entry].SequenceEqual(value))
            {
                return entry;
            }
        }
    }

    /// <summary>Drops the entries from a mark on; used when the page that brought them goes without dictionary.</summary>
    public void Truncate(int entries)
    {
        if (fixedWidth > 0)
        {
            _plain.Truncate(entries * fixedWidth);
        }
        else
        {
            _plain.Truncate(entries == 0 ? 0 : _ends[entries - 1]);
            _ends.Truncate(entries);
            _sizes.Truncate(entries);
        }

        _hashes.Truncate(entries);
        Rehash(Math.Max(MinTable, _table.Count));
    }

    /// <summary>Empties the dictionary and gives its memory back; it can be used again.</summary>
    public void Dispose()
    {
        _plain.Dispose();
        _ends.Dispose();
        _sizes.Dispose();
        _hashes.Dispose();
        _table.Dispose();
    }

    private int Add(ReadOnlySpan<byte> value, ulong hash)
    {
        if (fixedWidth == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_plain.AppendSpan(4), value.Length);
        }

        _plain.Append(value);
        if (fixedWidth == 0)
        {
            _ends.Append(_plain.Count);
            _sizes.Append(value.Length + 4);
        }

        _hashes.Append(hash);
        return _hashes.Count - 1;
    }

    private void Rehash(int size)
    {
        _table.Clear();
        _table.AppendRepeated(-1, size);
        int mask = size - 1;
        for (int entry = 0; entry < _hashes.Count; entry++)
        {
            int slot = (int)_hashes[entry] & mask;
            while (_table[slot] >= 0)
            {
                slot = (slot + 1) & mask;
            }

            _table[slot] = entry;
        }
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Dictionaries;

/// <summary>
/// An append-only set of distinct byte strings with dense ids. It outlives batches: a sealed batch shares the prefix
/// of values that existed then, so a dictionary is identified by (<see cref="Generation"/>, length), and a longer one
/// of the same generation is a delta to a shorter one.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, at most half full; hashes are seeded per process so that a peer cannot
/// prepare colliding values. One writer.
/// </remarks>
public sealed class BinaryDictionary : IDisposable
{
    /// <summary>The value is not valid UTF-8.</summary>
    public const int Invalid = -2;

    /// <summary>The dictionary holds <see cref="MaxCount"/> values and this is not one of them.</summary>
    public const int Full = -1;

    private static readonly ulong ProcessSeed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
    private static long _generations;

    private readonly NativeBuffer<int> _ends;
    private readonly NativeBuffer<byte> _data;
    private readonly IArrowType _type;
    private readonly bool _isText;

    /// <summary>Upper half: bits of the hash; lower half: id + 1. Zero is a free slot.</summary>
    private ulong[] _slots = new ulong[64];

    /// <param name="isText">Utf8 values, each validated when it is first seen; else Binary.</param>
    /// <param name="maxCount">Most values.</param>
    /// <param name="pool">Memory.</param>
    public BinaryDictionary(bool isText, int maxCount, SlabPool pool)
    {
        _isText = isText;
        _type = isText ? StringType.Default : BinaryType.Default;
        MaxCount = maxCount;
        _ends = new NativeBuffer<int>(pool);
        _data = new NativeBuffer<byte>(pool);
        Generation = Interlocked.Increment(ref _generations);
    }

    /// <summary>Changes whenever ids are given anew.</summary>
    public long Generation { get; private set; }

    /// <summary>Most values.</summary>
    public int MaxCount { get; }

    /// <summary>Distinct values.</summary>
    public int Count => _ends.Count == 0 ? 0 : _ends.Count - 1;

    /// <summary>Bytes of all values.</summary>
    public int DataBytes => _data.Count;

    /// <summary>A value by its id.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            int start = _ends[id];
            return _data.Values.Slice(start, _ends[id + 1] - start);
        }
    }

    /// <summary>True when <paramref name="id"/> exists and stands for <paramref name="value"/>: a guess confirmed.</summary>
    public bool Matches(int id, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<int> ends = _ends.Values;
        if ((uint)(id + 1) >= (uint)ends.Length || id < 0)
        {
            return false;
        }

        int start = ends[id];
        int length = ends[id + 1] - start;
        return length == value.Length && _data.Values.Slice(start, length).SequenceEqual(value);
    }

    /// <summary>
    /// The id of a value, adding it when it is new. <see cref="Full"/> or <see cref="Invalid"/> when it cannot be.
    /// </summary>
    public int GetOrAdd(ReadOnlySpan<byte> value)
    {
        ulong hash = Hash(value);
        ulong tag = hash & 0xFFFF_FFFF_0000_0000;
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (true)
        {
            ulong entry = _slots[slot];
            if (entry == 0)
            {
                return Add(value, slot, tag);
            }

            if ((entry & 0xFFFF_FFFF_0000_0000) == tag && Matches((int)(uint)entry - 1, value))
            {
                return (int)(uint)entry - 1;
            }

            slot = (slot + 1) & mask;
        }
    }

    /// <summary>The values so far as an array that shares their memory.</summary>
    public ArrayData Share(SealContext context)
    {
        if (_ends.Count == 0)
        {
            _ends.Append(0);
        }

        return new ArrayData(_type, Count, 0, 0, [ArrowBuffer.Empty, context.Share(_ends), context.Share(_data)]);
    }

    /// <summary>Forgets all values and starts a new generation. Batches that share the old ones keep them.</summary>
    public void Reset()
    {
        _ends.Dispose();
        _data.Dispose();
        if (_slots.Length > 8192)
        {
            _slots = new ulong[64];
        }
        else
        {
            System.Array.Clear(_slots);
        }

        Generation = Interlocked.Increment(ref _generations);
    }

    /// <summary>
    /// Forgets the values from <paramref name="count"/> on. Only for a dictionary that no batch shares (a cache).
    /// </summary>
    public void Truncate(int count)
    {
        if (count >= Count)
        {
            return;
        }

        _data.Truncate(_ends[count]);
        _ends.Truncate(count + 1);
        System.Array.Clear(_slots);
        Fill(_slots);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _ends.Dispose();
        _data.Dispose();
    }

    private int Add(ReadOnlySpan<byte> value, int slot, ulong tag)
    {
        int id = Count;
        if (id >= MaxCount)
        {
            return Full;
        }

        if (_isText && !Utf8.IsValid(value))
        {
            return Invalid;
        }

        if (_ends.Count == 0)
        {
            _ends.Append(0);
        }

        _data.Append(value);
        _ends.Append(_data.Count);
        _slots[slot] = tag | (uint)(id + 1);
        if ((id + 1) * 2 > _slots.Length)
        {
            Rehash();
        }

        return id;
    }

    private void Rehash()
    {
        var slots = new ulong[_slots.Length * 2];
        Fill(slots);
        _slots = slots;
    }

    private void Fill(ulong[] slots)
    {
        int mask = slots.Length - 1;
        for (int id = 0; id < Count; id++)
        {
            ulong hash = Hash(this[id]);
            int slot = (int)hash & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | (uint)(id + 1);
        }
    }

    /// <summary>Multiply-and-fold over 8-byte words, the construction of wyhash, with a secret seed.</summary>
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        const ulong K0 = 0x9E3779B97F4A7C15, K1 = 0xD6E8FEB86659FD93;
        ulong state = ProcessSeed ^ ((ulong)value.Length * K0);
        while (value.Length >= 16)
        {
            state = Fold(
                BinaryPrimitives.ReadUInt64LittleEndian(value) ^ K1 ^ state,
                BinaryPrimitives.ReadUInt64LittleEndian(value[8..]) ^ ProcessSeed);
            value = value[16..];
        }

        ulong a = 0, b = 0;
        if (value.Length >= 8)
        {
            a = BinaryPrimitives.ReadUInt64LittleEndian(value);
            b = BinaryPrimitives.ReadUInt64LittleEndian(value[^8..]);
        }
        else if (value.Length >= 4)
        {
            a = BinaryPrimitives.ReadUInt32LittleEndian(value);
            b = BinaryPrimitives.ReadUInt32LittleEndian(value[^4..]);
        }
        else if (value.Length > 0)
        {
            a = ((ulong)value[0] << 16) | ((ulong)value[value.Length >> 1] << 8) | value[^1];
        }

        return Fold(Fold(a ^ K1, b ^ state), K0 ^ ProcessSeed);
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}

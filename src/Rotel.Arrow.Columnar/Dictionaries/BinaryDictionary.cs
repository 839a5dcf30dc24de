using System.Buffers.Binary;
using System.Numerics;
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
/// Open addressing with linear probing, at most half full. Hashes are seeded per process; should a peer find colliding
/// values all the same, a search gives up after <see cref="MaxProbes"/> slots and answers <see cref="Full"/>, which
/// costs it the dictionary and nobody the time. One writer.
/// </remarks>
public sealed class BinaryDictionary : IDisposable
{
    /// <summary>The value is not valid UTF-8.</summary>
    public const int Invalid = -2;

    /// <summary>The value is not in the dictionary and cannot be added.</summary>
    public const int Full = -1;

    /// <summary>
    /// Longest search. At half load and with random hashes, a run of 128 taken slots does not happen in the lifetime
    /// of a process (expected longest run at 65,535 values: about 30).
    /// </summary>
    public const int MaxProbes = 128;

    private const int MinSlots = 64, KeptSlots = 8192;
    private const ulong TagMask = 0xFFFF_FFFF_0000_0000;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
    private static long _generations;

    private readonly ByteStrings _values;
    private readonly IArrowType _type;
    private readonly bool _isText;

    /// <summary>Upper half: upper half of the hash; lower half: id + 1. Zero is a free slot.</summary>
    private ulong[] _slots = new ulong[MinSlots];

    /// <param name="isText">Utf8 values, each validated when it is first seen; else Binary.</param>
    /// <param name="maxCount">Most values.</param>
    /// <param name="pool">Memory.</param>
    public BinaryDictionary(bool isText, int maxCount, SlabPool pool)
    {
        _isText = isText;
        _type = isText ? StringType.Default : BinaryType.Default;
        _values = new ByteStrings(pool);
        MaxCount = maxCount;
        Generation = Interlocked.Increment(ref _generations);
    }

    /// <summary>Changes whenever ids are given anew.</summary>
    public long Generation { get; private set; }

    /// <summary>Most values.</summary>
    public int MaxCount { get; }

    /// <summary>Distinct values.</summary>
    public int Count => _values.Count;

    /// <summary>Bytes of all values.</summary>
    public int DataBytes => _values.DataBytes;

    /// <summary>A value by its id.</summary>
    public ReadOnlySpan<byte> this[int id] => _values[id];

    /// <summary>True when <paramref name="id"/> exists and stands for <paramref name="value"/>: a guess confirmed.</summary>
    public bool Matches(int id, ReadOnlySpan<byte> value) => _values.Holds(id, value);

    /// <summary>
    /// The id of a value, adding it when it is new. <see cref="Full"/> or <see cref="Invalid"/> when it cannot be.
    /// </summary>
    public int GetOrAdd(ReadOnlySpan<byte> value)
    {
        ulong hash = Hash(value);
        ulong[] slots = _slots;
        int slot = (int)(uint)hash;
        for (int probe = 0; probe < MaxProbes; probe++, slot++)
        {
            ulong entry = slots[slot & (slots.Length - 1)];
            if (entry == 0)
            {
                return Add(value, slot & (slots.Length - 1), hash & TagMask);
            }

            int id = (int)(uint)entry - 1;
            if ((entry & TagMask) == (hash & TagMask) && _values.Holds(id, value))
            {
                return id;
            }
        }

        return Full;
    }

    /// <summary>
    /// Adds a value without looking for it and without making it findable: the way out when <see cref="GetOrAdd"/> is
    /// <see cref="Full"/> before <see cref="MaxCount"/>. The value may then occur twice, which Arrow allows.
    /// </summary>
    /// <returns>Its id, <see cref="Full"/> at <see cref="MaxCount"/>, or <see cref="Invalid"/>.</returns>
    public int AddUnlisted(ReadOnlySpan<byte> value)
    {
        if (_isText && !Utf8.IsValid(value))
        {
            return Invalid;
        }

        return Count < MaxCount ? _values.Append(value) : Full;
    }

    /// <summary>The values so far as an array that shares their memory.</summary>
    public ArrayData Share(SealContext context)
    {
        _values.Start();
        return new ArrayData(
            _type, Count, 0, 0, [ArrowBuffer.Empty, context.Share(_values.Ends), context.Share(_values.Data)]);
    }

    /// <summary>Forgets all values and starts a new generation. Batches that share the old ones keep them.</summary>
    public void Reset()
    {
        _values.Dispose();
        if (_slots.Length > KeptSlots)
        {
            _slots = new ulong[MinSlots];
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

        if (Count - count <= count)
        {
            // The cost is that of what goes, not of what stays: a malformed request must not cost its batch's size.
            for (int id = Count - 1; id >= count; id--)
            {
                Unlist(id);
            }

            _values.Truncate(count);
        }
        else
        {
            _values.Truncate(count);
            System.Array.Clear(_slots);
            Fill(_slots);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _values.Dispose();

    private int Add(ReadOnlySpan<byte> value, int slot, ulong tag)
    {
        if (Count >= MaxCount)
        {
            return Full;
        }

        if (_isText && !Utf8.IsValid(value))
        {
            return Invalid;
        }

        int id = _values.Append(value);
        _slots[slot] = tag | (uint)(id + 1);
        if ((id + 1) * 2 > _slots.Length)
        {
            var slots = new ulong[_slots.Length * 2];
            Fill(slots);
            _slots = slots;
        }

        return id;
    }

    /// <summary>
    /// Frees the slot of the value that was added last. Nothing was added behind it, so no search passes over its
    /// slot to another value.
    /// </summary>
    private void Unlist(int id)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(uint)Hash(_values[id]) & mask;
        for (int probe = 0; probe < _slots.Length && _slots[slot] != 0; probe++, slot = (slot + 1) & mask)
        {
            if ((int)(uint)_slots[slot] == id + 1)
            {
                _slots[slot] = 0;
                return;
            }
        }
    }

    private void Fill(ulong[] slots)
    {
        int mask = slots.Length - 1;
        for (int id = 0; id < Count; id++)
        {
            ulong hash = Hash(_values[id]);
            int slot = (int)(uint)hash & mask;
            while (slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            slots[slot] = (hash & TagMask) | (uint)(id + 1);
        }
    }

    /// <summary>
    /// Multiply and rotate over 8-byte words. Plain 64-bit multiplications: the 128-bit ones of wyhash take the
    /// software path in a program compiled for x86-64-v2 (measured 45 instructions more a value).
    /// </summary>
    private static ulong Hash(ReadOnlySpan<byte> value)
    {
        const ulong K0 = 0x9E3779B97F4A7C15, K1 = 0xD6E8FEB86659FD93;
        ulong state = Seed ^ ((uint)value.Length * K1);
        while (value.Length > 16)
        {
            state = (state ^ BinaryPrimitives.ReadUInt64LittleEndian(value)) * K0;
            state = BitOperations.RotateLeft(state, 29);
            value = value[8..];
        }

        ulong a, b;
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
        else
        {
            a = value.IsEmpty ? 0 : ((ulong)value[0] << 16) | ((ulong)value[value.Length >> 1] << 8) | value[^1];
            b = 0;
        }

        state = (state ^ a) * K0;
        state = (BitOperations.RotateLeft(state, 29) ^ b) * K1;
        state ^= state >> 32;
        state *= K0;
        return state ^ (state >> 29);
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Memory;

/// <summary>A growing bitmap, least significant bit first, as Arrow validity and boolean buffers have it.</summary>
/// <remarks>One writer. Bits after the last one are zero.</remarks>
public sealed class BitBuffer : IDisposable
{
    private readonly NativeBuffer<byte> _bytes;
    private int _count;
    private int _setCount;

    /// <param name="pool">Where the memory comes from.</param>
    public BitBuffer(SlabPool pool) => _bytes = new NativeBuffer<byte>(pool);

    /// <summary>Bits written.</summary>
    public int Count => _count;

    /// <summary>Bits that are one.</summary>
    public int SetCount => _setCount;

    /// <summary>The bitmap so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Values;

    /// <summary>One bit.</summary>
    public bool this[int index] => (_bytes[index >> 3] >> (index & 7) & 1) != 0;

    /// <summary>Appends one bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(bool value)
    {
        int bit = _count & 7;
        if (bit == 0)
        {
            _bytes.Append(value ? (byte)1 : (byte)0);
        }
        else if (value)
        {
            _bytes[_count >> 3] |= (byte)(1 << bit);
        }

        _count++;
        _setCount += value ? 1 : 0;
    }

    /// <summary>Appends <paramref name="times"/> equal bits.</summary>
    public void AppendRepeated(bool value, int times)
    {
        if (times <= 0)
        {
            return;
        }

        int bit = _count & 7;
        _count += times;
        _setCount += value ? times : 0;
        if (bit != 0)
        {
            int head = Math.Min(times, 8 - bit);
            if (value)
            {
                _bytes[_bytes.Count - 1] |= (byte)(((1 << head) - 1) << bit);
            }

            times -= head;
        }

        if (times > 0)
        {
            _bytes.AppendRepeated(value ? (byte)0xFF : (byte)0, times >> 3);
            if ((times & 7) != 0)
            {
                _bytes.Append(value ? (byte)((1 << (times & 7)) - 1) : (byte)0);
            }
        }
    }

    /// <summary>Drops all bits from <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)_count);
        for (int i = count; i < _count && (i & 7) != 0; i++)
        {
            _setCount -= this[i] ? 1 : 0;
            _bytes[i >> 3] &= (byte)~(1 << (i & 7));
        }

        int wholeFrom = (count + 7) >> 3;
        ReadOnlySpan<byte> dropped = _bytes.Values[wholeFrom..];
        foreach (byte b in dropped)
        {
            _setCount -= BitOperations.PopCount(b);
        }

        _bytes.Truncate(wholeFrom);
        _count = count;
    }

    /// <summary>Moves the slab out and leaves the buffer empty; see <see cref="NativeBuffer{T}.Detach"/>.</summary>
    public Slab? Detach()
    {
        _count = 0;
        _setCount = 0;
        return _bytes.Detach();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _count = 0;
        _setCount = 0;
    }
}

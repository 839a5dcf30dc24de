using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>
/// A bitmap that grows by ranges of other bitmaps at any offset, 64 bits a step: definition levels of flat columns and
/// boolean values. While every bit is one, only the count is kept.
/// </summary>
internal sealed class BitAccumulator(SlabPool pool) : IDisposable
{
    private readonly NativeBuffer<byte> _bytes = new(pool);
    private ulong _open;
    private int _openBits;

    /// <summary>Bits appended.</summary>
    public int Count { get; private set; }

    /// <summary>No zero was appended so far; nothing is stored then.</summary>
    public bool IsAllOnes { get; private set; } = true;

    public int CapacityBytes => _bytes.CapacityBytes;

    public void AppendOnes(int count)
    {
        if (!IsAllOnes)
        {
            Fill(count);
        }

        Count += count;
    }

    public void AppendZeros(int count)
    {
        if (count == 0)
        {
            return;
        }

        Materialize();
        for (int left = count; left > 0; left -= 64)
        {
            AppendWord(0, Math.Min(64, left));
        }

        Count += count;
    }

    public void Append(ReadOnlySpan<byte> bitmap, int start, int count)
    {
        Materialize();
        for (int i = 0; i < count; i += 64)
        {
            int width = Math.Min(64, count - i);
            AppendWord(Bits.Word(bitmap, start + i, width), width);
        }

        Count += count;
    }

    /// <summary>Appends the lowest bit of each byte.</summary>
    public void AppendBytes(ReadOnlySpan<byte> levels)
    {
        Materialize();
        int i = 0;
        for (; i + 32 <= levels.Length; i += 32)
        {
            // Bit 0 of each byte moves to bit 7, where the mask of the vector is taken.
            Vector256<byte> high = Vector256.ShiftLeft(Vector256.Create(levels.Slice(i, 32)).AsUInt16(), 7).AsByte();
            AppendWord(high.ExtractMostSignificantBits(), 32);
        }

        for (; i < levels.Length; i++)
        {
            AppendWord((ulong)(levels[i] & 1), 1);
        }

        Count += levels.Length;
    }

    /// <summary>The bitmap so far. Call when not <see cref="IsAllOnes"/>; nothing may be appended afterwards.</summary>
    public ReadOnlySpan<byte> Complete()
    {
        if (_openBits > 0)
        {
            Span<byte> last = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(last, _open);
            _bytes.Append(last[..((_openBits + 7) >> 3)]);
            _open = 0;
            _openBits = 0;
        }

        return _bytes.Values;
    }

    public void Clear()
    {
        _bytes.Clear();
        _open = 0;
        _openBits = 0;
        Count = 0;
        IsAllOnes = true;
    }

    /// <summary>Stores the ones counted so far: needed before bits of another kind, and by callers that want bytes.</summary>
    public void Materialize()
    {
        if (IsAllOnes)
        {
            IsAllOnes = false;
            Fill(Count);
        }
    }

    public void Dispose() => _bytes.Dispose();

    private void Fill(int count)
    {
        for (int left = count; left > 0; left -= 64)
        {
            int width = Math.Min(64, left);
            AppendWord(width == 64 ? ulong.MaxValue : (1UL << width) - 1, width);
        }
    }

    private void AppendWord(ulong word, int width)
    {
        _open |= word << _openBits;
        int bits = _openBits + width;
        if (bits < 64)
        {
            _openBits = bits;
            return;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AppendSpan(8), _open);
        _open = _openBits == 0 ? 0 : word >> (64 - _openBits);
        _openBits = bits - 64;
    }
}

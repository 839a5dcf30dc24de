using System.Numerics;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>Walks the runs of set bits of a bitmap range: which slots hold values.</summary>
/// <remarks>An empty bitmap means that every bit is set, as in Arrow.</remarks>
internal ref struct ValidRuns(ReadOnlySpan<byte> bitmap, int start, int count)
{
    private readonly ReadOnlySpan<byte> _bitmap = bitmap;
    private readonly int _end = start + count;
    private int _next = start;

    /// <summary>First slot of the run.</summary>
    public int Start { get; private set; }

    /// <summary>Slots of the run, at least 1.</summary>
    public int Count { get; private set; }

    public bool Next()
    {
        if (_bitmap.IsEmpty)
        {
            Start = _next;
            Count = _end - _next;
            _next = _end;
            return Count > 0;
        }

        int at = SkipZeros(_next);
        int stop = SkipOnes(at);
        Start = at;
        Count = stop - at;
        _next = stop;
        return Count > 0;
    }

    private readonly int SkipZeros(int at)
    {
        while (at < _end)
        {
            int width = Math.Min(64, _end - at);
            ulong word = Bits.Word(_bitmap, at, width);
            if (word != 0)
            {
                return at + BitOperations.TrailingZeroCount(word);
            }

            at += width;
        }

        return at;
    }

    private readonly int SkipOnes(int at)
    {
        while (at < _end)
        {
            int width = Math.Min(64, _end - at);
            int ones = BitOperations.TrailingZeroCount(~Bits.Word(_bitmap, at, width));
            if (ones < width)
            {
                return at + ones;
            }

            at += width;
        }

        return _end;
    }
}

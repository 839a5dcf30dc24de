using System.Buffers.Binary;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Statistics;

/// <summary>
/// The smallest and largest value seen, by the order of the column. Of long byte values only a prefix is kept, with a
/// mark that the value goes on: enough to give truthful bounds, and bounded in memory whatever the values.
/// NaN is counted and is no bound. Zero bounds of floating point columns lose their sign towards the outside
/// (parquet.thrift, ColumnOrder: -0.0 for the lower, +0.0 for the upper).
/// </summary>
internal sealed class ValueBounds
{
    private readonly ValueOrder _order;
    private readonly bool _isText;
    private readonly int _limit;
    private readonly byte[] _min;
    private readonly byte[] _max;
    private int _minLength, _maxLength;
    private bool _minCut, _maxCut;

    /// <param name="order">Order of the column.</param>
    /// <param name="isText">Bounds are cut between characters.</param>
    /// <param name="limit">Most bytes of a bound, at least 16; longer values of byte columns are cut.</param>
    public ValueBounds(ValueOrder order, bool isText, int limit)
    {
        _order = order;
        _isText = isText;
        _limit = order == ValueOrder.Bytes ? limit : Math.Max(limit, 32);
        _min = new byte[_limit];
        _max = new byte[_limit];
    }

    /// <summary>A bound is known.</summary>
    public bool HasValues { get; private set; }

    /// <summary>Values that are not a number.</summary>
    public long NanCount { get; private set; }

    public ReadOnlySpan<byte> Min => _min.AsSpan(0, _minLength);

    public ReadOnlySpan<byte> Max => _max.AsSpan(0, _maxLength);

    public void Clear()
    {
        HasValues = false;
        NanCount = 0;
    }

    public void AddNans(long count) => NanCount += count;

    /// <summary>Takes one value in PLAIN bytes.</summary>
    public void Offer(ReadOnlySpan<byte> value)
    {
        if (_order == ValueOrder.None)
        {
            return;
        }

        if (ValueComparer.IsNan(_order, value))
        {
            NanCount++;
            return;
        }

        bool cut = value.Length > _limit;
        ReadOnlySpan<byte> prefix = cut ? value[.._limit] : value;
        OfferMin(prefix, cut);
        OfferMax(prefix, cut);
        HasValues = true;
    }

    public void Offer(int min, int max)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, min);
        Offer(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, max);
        Offer(bytes);
    }

    public void Offer(long min, long max)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, min);
        Offer(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes, max);
        Offer(bytes);
    }

    /// <summary>Takes the bounds of a part.</summary>
    public void Merge(ValueBounds part)
    {
        NanCount += part.NanCount;
        if (part.HasValues)
        {
            OfferMin(part.Min, part._minCut);
            OfferMax(part.Max, part._maxCut);
            HasValues = true;
        }
    }

    /// <summary>The lower bound to write; null when none is known.</summary>
    public byte[]? LowerBound(out bool isExact)
    {
        isExact = !_minCut;
        if (!HasValues)
        {
            return null;
        }

        int length = _minCut ? BoundTruncation.Lower(Min, _isText) : _minLength;
        byte[] bound = _min.AsSpan(0, length).ToArray();
        if (IsZero(bound))
        {
            bound[^1] |= 0x80;
        }

        return bound;
    }

    /// <summary>The upper bound to write; null when none is known, or when a cut value has no successor.</summary>
    public byte[]? UpperBound(out bool isExact)
    {
        isExact = !_maxCut;
        if (!HasValues)
        {
            return null;
        }

        byte[] bound = Max.ToArray();
        if (_maxCut)
        {
            int length = BoundTruncation.RaiseUpper(bound, _isText);
            return length == 0 ? null : bound[..length];
        }

        if (IsZero(bound))
        {
            bound[^1] &= 0x7F;
        }

        return bound;
    }

    private void OfferMin(ReadOnlySpan<byte> prefix, bool cut)
    {
        int order = HasValues ? ValueComparer.Compare(_order, prefix, Min) : -1;
        if (order < 0)
        {
            prefix.CopyTo(_min);
            _minLength = prefix.Length;
            _minCut = cut;
        }
        else if (order == 0)
        {
            _minCut &= cut;
        }
    }

    private void OfferMax(ReadOnlySpan<byte> prefix, bool cut)
    {
        int order = HasValues ? ValueComparer.Compare(_order, prefix, Max) : 1;
        if (order > 0)
        {
            prefix.CopyTo(_max);
            _maxLength = prefix.Length;
            _maxCut = cut;
        }
        else if (order == 0)
        {
            _maxCut |= cut;
        }
    }

    private bool IsZero(ReadOnlySpan<byte> bound) => _order switch
    {
        ValueOrder.Float => BinaryPrimitives.ReadSingleLittleEndian(bound) == 0,
        ValueOrder.Double => BinaryPrimitives.ReadDoubleLittleEndian(bound) == 0,
        ValueOrder.Float16 => BinaryPrimitives.ReadHalfLittleEndian(bound) == Half.Zero,
        _ => false,
    };
}

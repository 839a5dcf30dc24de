using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>A column of byte strings of one width (trace and span ids). Null cells hold zeros.</summary>
/// <remarks>Written in 8-byte words: a copy of 8 or 16 bytes through a call costs five times the two stores.</remarks>
public sealed class FixedBinaryColumn : ColumnBuilder
{
    private readonly NativeBuffer<ulong> _words;
    private readonly Validity _validity;
    private readonly int _width;
    private readonly int _wordsPerValue;
    private int _count;

    /// <param name="name">Column name.</param>
    /// <param name="width">Bytes a value, a multiple of 8.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    public FixedBinaryColumn(string name, int width, bool nullable, SlabPool pool)
        : base(name, nullable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, sizeof(ulong));
        ArgumentOutOfRangeException.ThrowIfNotEqual(width % sizeof(ulong), 0);
        _width = width;
        _wordsPerValue = width / sizeof(ulong);
        SealedType = new FixedSizeBinaryType(width);
        _words = new NativeBuffer<ulong>(pool);
        _validity = new Validity(pool);
    }

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override bool HasValues => _count > _validity.NullCount(_count);

    /// <inheritdoc/>
    public override IArrowType SealedType { get; }

    /// <summary>Appends one value of exactly the column's width.</summary>
    /// <exception cref="ArgumentException">Another width.</exception>
    public void Append(ReadOnlySpan<byte> value)
    {
        if (value.Length != _width)
        {
            ThrowWidth(value.Length);
        }

        _words.Append(BitConverter.ToUInt64(value));
        for (int i = sizeof(ulong); i < value.Length; i += sizeof(ulong))
        {
            _words.Append(BitConverter.ToUInt64(value[i..]));
        }

        _validity.Valid();
        _count++;
    }

    /// <summary>Puts a value into cell <paramref name="row"/>, padding before it; replaces a value already there.</summary>
    public void Set(int row, ReadOnlySpan<byte> value)
    {
        if (_count != row)
        {
            Truncate(row);
            PadTo(row);
        }

        Append(value);
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _validity.Nulls(_count, times);
        _words.AppendRepeated(0, times * _wordsPerValue);
        _count += times;
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        if (count < _count)
        {
            _words.Truncate(count * _wordsPerValue);
            _validity.Truncate(count);
            _count = count;
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        int nulls = _validity.NullCount(rows);
        _count = 0;
        return new ArrayData(SealedType, rows, nulls, 0, [_validity.Seal(context), context.Move(_words)]);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _words.Dispose();
        _validity.Dispose();
        _count = 0;
    }

    [DoesNotReturn]
    private void ThrowWidth(int width) =>
        throw new ArgumentException($"Column {Name} takes {_width} bytes a value, not {width}.");
}

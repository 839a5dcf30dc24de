using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// The u8 column of a <see cref="RowKinds"/>. It must stand behind the value columns of its table: sealing moves the
/// kinds out, and the bitmaps of the value columns are made of them.
/// </summary>
/// <param name="name">Column name.</param>
/// <param name="kinds">The kinds, owned by this column.</param>
public sealed class KindColumn(string name, RowKinds kinds) : ColumnBuilder(name, nullable: false)
{
    /// <inheritdoc/>
    public override int Count => kinds.Rows;

    /// <inheritdoc/>
    public override bool HasValues => kinds.Rows > 0;

    /// <inheritdoc/>
    public override IArrowType SealedType => UInt8Type.Default;

    /// <summary>Every row has a kind.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override void AppendNulls(int times) =>
        throw new InvalidOperationException($"Column {Name} holds a kind for every row; {times} rows have none.");

    /// <inheritdoc/>
    public override void Truncate(int count) => kinds.Truncate(count);

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        return new ArrayData(SealedType, rows, 0, 0, [ArrowBuffer.Empty, kinds.Seal(context)]);
    }

    /// <inheritdoc/>
    public override void Dispose() => kinds.Dispose();
}

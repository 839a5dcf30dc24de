using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>
/// A column that is being built. Appending is done through the sealed classes, without virtual calls; this base is
/// what a table needs to pad, roll back and seal its columns.
/// </summary>
/// <remarks>
/// Columns are written sparsely: a column that got no value for the last rows is simply shorter, and is padded with
/// nulls when its next value comes or when the batch is sealed. So an optional column costs nothing until it is used.
/// One writer.
/// </remarks>
public abstract class ColumnBuilder : IDisposable
{
    /// <param name="name">Column name.</param>
    /// <param name="nullable">Flag of the Arrow field; it does not change what may be appended.</param>
    protected ColumnBuilder(string name, bool nullable)
    {
        Name = name;
        Nullable = nullable;
    }

    /// <summary>Column name.</summary>
    public string Name { get; }

    /// <summary>Flag of the Arrow field.</summary>
    public bool Nullable { get; }

    /// <summary>Cells written, nulls included.</summary>
    public abstract int Count { get; }

    /// <summary>True when at least one cell holds a value: such a column is left out of the table otherwise.</summary>
    public abstract bool HasValues { get; }

    /// <summary>Arrow type that the next <see cref="Seal"/> gives. The same object as long as the type is the same.</summary>
    public abstract IArrowType SealedType { get; }

    /// <summary>Appends <paramref name="times"/> nulls.</summary>
    public abstract void AppendNulls(int times);

    /// <summary>Drops all cells from <paramref name="count"/> on; nothing when there are fewer.</summary>
    public abstract void Truncate(int count);

    /// <summary>
    /// Moves the buffers into an array of <paramref name="rows"/> cells (padding with nulls) and starts anew.
    /// </summary>
    public abstract ArrayData Seal(SealContext context, int rows);

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();

    /// <summary>Appends nulls until <paramref name="rows"/> cells are there.</summary>
    public void PadTo(int rows)
    {
        int missing = rows - Count;
        if (missing > 0)
        {
            AppendNulls(missing);
        }
    }
}

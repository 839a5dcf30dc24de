using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// One field of the schema with all leaf columns below it: walks a batch in slices of rows and builds the levels of
/// each slice once for all leaves. A slice is a part of a page, so that pages can be cut between slices.
/// </summary>
internal sealed class FieldWriter : IDisposable
{
    private readonly SchemaNode _node;
    private readonly ParquetWriterOptions _options;
    private readonly SlabPool _pool;
    private readonly ColumnChunkWriter[] _columns;
    private readonly int _firstColumn;
    private readonly int _lastColumn;
    private readonly List<LevelScratch> _scratch = [];

    /// <param name="node">The field.</param>
    /// <param name="options">Page sizes.</param>
    /// <param name="columns">All leaf columns of the file, by ordinal.</param>
    /// <param name="pool">Where the memory comes from.</param>
    public FieldWriter(SchemaNode node, ParquetWriterOptions options, ColumnChunkWriter[] columns, SlabPool pool)
    {
        _node = node;
        _options = options;
        _columns = columns;
        _pool = pool;
        SchemaNode first = node;
        SchemaNode last = node;
        while (first.Kind != NodeKind.Leaf)
        {
            first = first.Children[0];
        }

        while (last.Kind != NodeKind.Leaf)
        {
            last = last.Children[^1];
        }

        _firstColumn = first.Leaf!.Ordinal;
        _lastColumn = last.Leaf!.Ordinal;
    }

    /// <summary>Takes rows of a batch.</summary>
    public void Append(ArrayData data, int firstRow, int rowCount)
    {
        int end = firstRow + rowCount;
        while (firstRow < end)
        {
            int rows = Math.Min(end - firstRow, RowsToPageEnd());
            long bytes = LargestLeaf(firstRow, rows);
            while (bytes > _options.PageBytes / 4 && rows > 1)
            {
                rows = (rows + 1) / 2;
                bytes = LargestLeaf(firstRow, rows);
            }

            LevelFrame root = LevelBuilder.Root(Scratch(0), firstRow, rows);
            Visit(_node, data, root, 1);
            firstRow += rows;
        }

        long LargestLeaf(int first, int count) => ArrayBytes.Estimate(_node, data, first, count).LargestLeaf;
    }

    /// <summary>Gives scratch back to the pool; the writer goes on and rents again. Also the end of its life.</summary>
    public void Dispose()
    {
        foreach (LevelScratch scratch in _scratch)
        {
            scratch.Dispose();
        }
    }

    /// <summary>Rows that fit the fullest open page of the field; a full page counts as the next, empty one.</summary>
    private int RowsToPageEnd()
    {
        int rows = _options.PageRows;
        for (int i = _firstColumn; i <= _lastColumn; i++)
        {
            int left = _options.PageRows - _columns[i].PageRowCount;
            rows = left > 0 ? Math.Min(rows, left) : rows;
        }

        return rows;
    }

    private void Visit(SchemaNode node, ArrayData data, in LevelFrame frame, int step)
    {
        if (node.Kind == NodeKind.Leaf)
        {
            _columns[node.Leaf!.Ordinal].Append(frame, node, data, ArrayBytes.OfLeaf(node.Leaf, data, frame));
            return;
        }

        ReadOnlySpan<byte> validity = LevelBuilder.ValidityOf(node, data, frame);
        LevelFrame own = node.IsNullable
            ? LevelBuilder.Nullable(frame, validity, data.Offset, Scratch(step++))
            : frame;
        if (node.Kind == NodeKind.Struct)
        {
            LevelFrame shifted = own.Shifted(data.Offset);
            for (int i = 0; i < node.Children.Length; i++)
            {
                Visit(node.Children[i], data.Children[i], shifted, step);
            }

            return;
        }

        LevelFrame elements = LevelBuilder.List(own, node, data, Scratch(step++));
        Visit(node.Children[0], data.Children[0], elements, step);
    }

    private LevelScratch Scratch(int step)
    {
        while (_scratch.Count <= step)
        {
            _scratch.Add(new LevelScratch(_pool));
        }

        return _scratch[step];
    }
}

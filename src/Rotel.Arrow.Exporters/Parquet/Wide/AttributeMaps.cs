using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>
/// One attribute table as two map columns with a cell a parent: all attributes as text, and those that are not text
/// with their types.
/// <code>
/// SPAN_ATTRS rows [offsets[p], offsets[p+1])  ->  attributes[p]        MAP(key, text)
///            those of them with type != str   ->  attributes_typed[p]  MAP(key, struct)
/// </code>
/// </summary>
/// <param name="Text">Column of <see cref="WideTypes.TextMap"/>; never null, empty without attributes.</param>
/// <param name="Typed">Column of <see cref="WideTypes.TypedMap"/>; never null.</param>
internal readonly record struct AttributeMaps(ArrayData Text, ArrayData Typed)
{
    /// <summary>The maps of parents 0 to <paramref name="parents"/> - 1.</summary>
    public static AttributeMaps Build(
        SealContext context, OtapBatch batch, PayloadType type, int parents, JsonValueWriter json)
    {
        ArrowBuffer offsets = Offsets(context, batch, type, parents);
        if (batch[type] is not { } table)
        {
            return new AttributeMaps(Empty(context, WideTypes.TextMap, parents, offsets), Empty(context, WideTypes.TypedMap, parents, offsets));
        }

        ArrayData keys = table.Find(ColumnNames.Key)!.Data;
        var values = new ValueColumns(table);
        ArrayData text = Map(WideTypes.TextMap, parents, offsets, table.Length, keys, values.Text(context, json));
        using NativeBuffer<int>? rows = values.TypedRows(context.Pool);
        if (rows is null)
        {
            ArrowBuffer none = context.Allocate(parents + 1, out Span<int> zeros);
            zeros.Clear();
            return new AttributeMaps(text, Empty(context, WideTypes.TypedMap, parents, none));
        }

        ArrayData[] members = values.Members(context);
        for (int i = 0; i < members.Length; i++)
        {
            members[i] = TakeKernel.Take(context, members[i], rows.Values);
        }

        var typed = new ArrayData(WideTypes.TypedValue, rows.Count, 0, 0, [ArrowBuffer.Empty], members);
        return new AttributeMaps(
            text,
            Map(
                WideTypes.TypedMap, parents, Selected(context, SpanCast.Cast<int>(offsets.Span), rows.Values), rows.Count,
                TakeKernel.Take(context, keys, rows.Values), typed));
    }

    /// <summary>The maps of other rows: of parent <paramref name="parents"/>[i] in row i.</summary>
    public AttributeMaps Take(SealContext context, ReadOnlySpan<int> parents) =>
        new(TakeKernel.Take(context, Text, parents), TakeKernel.Take(context, Typed, parents));

    /// <summary>Where the children of each parent begin, as an Arrow list has it; parents that the table does not know have none.</summary>
    public static ArrowBuffer Offsets(SealContext context, OtapBatch batch, PayloadType type, int parents)
    {
        ReadOnlySpan<int> known = batch.ChildOffsets(type);
        ArrowBuffer buffer = context.Allocate(parents + 1, out Span<int> offsets);
        int copied = Math.Min(known.Length, offsets.Length);
        known[..copied].CopyTo(offsets);
        offsets[copied..].Fill(copied == 0 ? 0 : offsets[copied - 1]);
        return buffer;
    }

    /// <summary>Offsets into the selected rows, which are in order.</summary>
    private static ArrowBuffer Selected(SealContext context, ReadOnlySpan<int> offsets, ReadOnlySpan<int> rows)
    {
        ArrowBuffer buffer = context.Allocate(offsets.Length, out Span<int> selected);
        int next = 0;
        for (int parent = 0; parent < offsets.Length; parent++)
        {
            while (next < rows.Length && rows[next] < offsets[parent])
            {
                next++;
            }

            selected[parent] = next;
        }

        return buffer;
    }

    private static ArrayData Map(MapType type, int parents, ArrowBuffer offsets, int entries, ArrayData keys, ArrayData values) =>
        new(type, parents, 0, 0, [ArrowBuffer.Empty, offsets],
            [new ArrayData(type.KeyValueType, entries, 0, 0, [ArrowBuffer.Empty], [keys, values])]);

    private static ArrayData Empty(SealContext context, MapType type, int parents, ArrowBuffer offsets) => Map(
        type, parents, offsets, 0, WideColumns.Nulls(context, type.KeyField.DataType, 0), WideColumns.Nulls(context, type.ValueField.DataType, 0));
}

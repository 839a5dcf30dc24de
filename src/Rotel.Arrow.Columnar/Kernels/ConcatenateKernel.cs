using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// Arrays behind each other. What the builders may do to one column from batch to batch is undone: a column of text or
/// bytes may be plain in one part and a dictionary of any width in another (see <see cref="TextConcatenation"/>), and a
/// column, or a child of a struct, that a part does not have counts as all null in it.
/// </summary>
/// <remarks>One part alone is shared and not copied.</remarks>
public static class ConcatenateKernel
{
    /// <summary>The rows of all arrays, in order. Arrays of the type Null fit any other.</summary>
    /// <param name="context">Takes the slabs of the result over.</param>
    /// <param name="arrays">At least one.</param>
    /// <exception cref="ArgumentException">No array, or types that do not fit together; the message names them.</exception>
    /// <exception cref="NotSupportedException">A type that the kernels do not know.</exception>
    /// <exception cref="InvalidOperationException">More than 32-bit offsets can tell.</exception>
    public static ArrayData Concatenate(SealContext context, ReadOnlySpan<ArrayData> arrays)
    {
        if (arrays.IsEmpty)
        {
            throw new ArgumentException("Nothing to concatenate.", nameof(arrays));
        }

        foreach (ArrayData array in arrays)
        {
            CellLayouts.Require(array);
        }

        return Join(context, arrays);
    }

    /// <summary>
    /// The rows of all batches, in order. Columns are matched by name and come in the order in which they first occur.
    /// </summary>
    /// <inheritdoc cref="Concatenate(SealContext, ReadOnlySpan{ArrayData})"/>
    public static RecordBatch Concatenate(SealContext context, ReadOnlySpan<RecordBatch> batches)
    {
        if (batches.IsEmpty)
        {
            throw new ArgumentException("Nothing to concatenate.", nameof(batches));
        }

        long rows = 0;
        var parts = new ColumnParts(batches.Length);
        for (int i = 0; i < batches.Length; i++)
        {
            CellLayouts.Require(batches[i]);
            rows += batches[i].Length;
            parts.AddPart(i, batches[i].Schema.FieldsList, batches[i].Length);
            for (int column = 0; column < batches[i].ColumnCount; column++)
            {
                parts.Put(i, batches[i].Schema.FieldsList[column].Name, batches[i].Column(column).Data);
            }
        }

        (List<Field> fields, ArrayData[] data) = parts.Join(context);
        var arrays = new IArrowArray[data.Length];
        for (int i = 0; i < data.Length; i++)
        {
            arrays[i] = ArrowArrayFactory.BuildArray(data[i]);
        }

        Schema first = batches[0].Schema;
        return new RecordBatch(ColumnParts.AreSame(fields, first.FieldsList) ? first : new Schema(fields, first.Metadata), arrays, OffsetRange.Require(rows));
    }

    internal static ArrayData Join(SealContext context, ReadOnlySpan<ArrayData> arrays)
    {
        if (arrays.Length == 1)
        {
            return SliceKernel.Share(context, arrays[0]);
        }

        // The first array with cells of its own tells what the result is.
        ArrayData model = arrays[0];
        long total = 0;
        foreach (ArrayData array in arrays)
        {
            model = model.DataType.TypeId == ArrowTypeId.Null ? array : model;
            total += array.Length;
        }

        int rows = OffsetRange.Require(total);
        RequireFit(model.DataType, arrays);
        CellLayout layout = CellLayouts.Of(model.DataType, out int width);
        if (layout is CellLayout.Binary or CellLayout.Dictionary)
        {
            return TextConcatenation.Join(context, arrays, rows);
        }

        if (layout == CellLayout.Null)
        {
            return new ArrayData(model.DataType, rows, rows, 0, []);
        }

        ArrowBuffer validity = JoinValidity(context, arrays, rows, out int nulls);
        switch (layout)
        {
            case CellLayout.Bits:
                return new ArrayData(model.DataType, rows, nulls, 0, [validity, JoinBits(context, arrays, rows)]);
            case CellLayout.Fixed:
                return new ArrayData(model.DataType, rows, nulls, 0, [validity, JoinFixed(context, arrays, rows, width)]);
            case CellLayout.List:
                return JoinLists(context, arrays, rows, validity, nulls, (ListType)model.DataType);
            default:
                return JoinStructs(context, arrays, rows, validity, nulls, (StructType)model.DataType);
        }
    }

    internal static ArrowBuffer JoinValidity(SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, out int nulls)
    {
        nulls = 0;
        foreach (ArrayData array in arrays)
        {
            nulls += array.Length - new CellValidityRange(array).CountValid(0, array.Length);
        }

        if (nulls == 0)
        {
            return ArrowBuffer.Empty;
        }

        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows, out Span<byte> bits);
        int at = 0;
        foreach (ArrayData array in arrays)
        {
            new CellValidityRange(array).CopyTo(bits, at, 0, array.Length);
            at += array.Length;
        }

        return buffer;
    }

    private static ArrowBuffer JoinBits(SealContext context, ReadOnlySpan<ArrayData> arrays, int rows)
    {
        ArrowBuffer buffer = CellValidityRange.Allocate(context, rows, out Span<byte> bits);
        int at = 0;
        foreach (ArrayData array in arrays)
        {
            if (array.DataType.TypeId != ArrowTypeId.Null)
            {
                BitRange.Copy(array.Buffers[1].Span, array.Offset, bits, at, array.Length);
            }

            at += array.Length;
        }

        return buffer;
    }

    private static ArrowBuffer JoinFixed(SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, int width)
    {
        ArrowBuffer buffer = context.Allocate(OffsetRange.Require((long)rows * width), out Span<byte> target);
        foreach (ArrayData array in arrays)
        {
            Span<byte> cells = target[..(array.Length * width)];
            if (array.DataType.TypeId == ArrowTypeId.Null)
            {
                cells.Clear();
            }
            else if (array.Length > 0)
            {
                array.Buffers[1].Span.Slice(array.Offset * width, cells.Length).CopyTo(cells);
            }

            target = target[cells.Length..];
        }

        return buffer;
    }

    private static ArrayData JoinLists(
        SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, ArrowBuffer validity, int nulls, ListType model)
    {
        var items = new ArrayData[arrays.Length];
        ArrowBuffer buffer = context.Allocate(rows + 1, out Span<int> offsets);
        long end = 0;
        int row = 0;
        offsets[0] = 0;
        bool nullable = false;
        for (int i = 0; i < arrays.Length; i++)
        {
            ArrayData array = arrays[i];
            if (array.DataType.TypeId == ArrowTypeId.Null)
            {
                items[i] = AllNull(0);
                offsets.Slice(row + 1, array.Length).Fill((int)end);
                row += array.Length;
                continue;
            }

            ReadOnlySpan<int> ends = OffsetRange.Of(array);
            int count = ends[^1] - ends[0];
            int shift = (int)end - ends[0];
            end = OffsetRange.Require(end + count);
            items[i] = SliceKernel.Range(array.Children[0], ends[0], count);
            nullable |= ((ListType)array.DataType).ValueField.IsNullable;
            foreach (int itemEnd in ends[1..])
            {
                offsets[++row] = itemEnd + shift;
            }
        }

        ArrayData child = Join(context, items);
        Field item = model.ValueField;
        ListType type = ReferenceEquals(child.DataType, item.DataType) && item.IsNullable == nullable
            ? model
            : new ListType(new Field(item.Name, child.DataType, nullable, item.Metadata));
        return new ArrayData(type, rows, nulls, 0, [validity, buffer], [child]);
    }

    private static ArrayData JoinStructs(
        SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, ArrowBuffer validity, int nulls, StructType model)
    {
        var parts = new ColumnParts(arrays.Length);
        for (int i = 0; i < arrays.Length; i++)
        {
            if (arrays[i].DataType is StructType type)
            {
                parts.AddPart(i, type.Fields, arrays[i].Length);
                for (int child = 0; child < type.Fields.Count; child++)
                {
                    parts.Put(i, type.Fields[child].Name, SliceKernel.StructChild(arrays[i], child));
                }
            }
            else
            {
                parts.AddPart(i, [], arrays[i].Length);
            }
        }

        (List<Field> fields, ArrayData[] children) = parts.Join(context);
        StructType joined = ColumnParts.AreSame(fields, model.Fields) ? model : new StructType(fields);
        return new ArrayData(joined, rows, nulls, 0, [validity], children);
    }

    internal static ArrayData AllNull(int rows) => new(NullType.Default, rows, rows, 0, []);

    /// <summary>Compares every array with the model; what is inside of lists and structs is compared there.</summary>
    private static void RequireFit(IArrowType model, ReadOnlySpan<ArrayData> arrays)
    {
        IArrowType expected = ValueType(model);
        foreach (ArrayData array in arrays)
        {
            IArrowType type = ValueType(array.DataType);
            bool fits = type.TypeId == ArrowTypeId.Null || (type.TypeId == expected.TypeId && (type, expected) switch
            {
                (TimestampType a, TimestampType b) => a.Unit == b.Unit && a.Timezone == b.Timezone,
                (TimeBasedType a, TimeBasedType b) => a.Unit == b.Unit,
                (FixedSizeBinaryType a, FixedSizeBinaryType b) => a.ByteWidth == b.ByteWidth,
                _ => true,
            });
            if (!fits)
            {
                throw new ArgumentException(
                    $"Arrays of {Describe(model)} and {Describe(array.DataType)} cannot be concatenated.", nameof(arrays));
            }
        }
    }

    private static IArrowType ValueType(IArrowType type) => type is DictionaryType dictionary ? dictionary.ValueType : type;

    private static string Describe(IArrowType type) => type switch
    {
        TimestampType time => $"timestamp({time.Unit}, {time.Timezone ?? "no time zone"})",
        TimeBasedType time => $"{time.Name}({time.Unit})",
        FixedSizeBinaryType binary => $"{binary.Name}({binary.ByteWidth})",
        DictionaryType dictionary => $"dictionary<{dictionary.ValueType.Name}>",
        _ => type.Name,
    };
}

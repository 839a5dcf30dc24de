using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>
/// A wide record batch while it is made: columns are added in the order of the schema. Buffers are those of the OTAP
/// tables where they fit, and of the <see cref="SealContext"/> otherwise, which the caller abandons after writing.
/// </summary>
internal sealed class WideColumns(SealContext context, Schema schema, int rows)
{
    private readonly IArrowArray[] _arrays = new IArrowArray[schema.FieldsList.Count];
    private int _next;

    public SealContext Context => context;

    public int Rows => rows;

    /// <summary>
    /// The next column; null: all its cells are null, or empty lists where the schema allows no null. Lists without
    /// nulls take those of the data for empty ones.
    /// </summary>
    public void Add(ArrayData? data)
    {
        Field field = schema.GetFieldByIndex(_next);
        data ??= Nulls(context, field.DataType, rows);
        if (!field.IsNullable && data.NullCount != 0)
        {
            data = new ArrayData(
                data.DataType, data.Length, 0, data.Offset, [ArrowBuffer.Empty, .. data.Buffers.AsSpan(1)], data.Children, data.Dictionary);
        }

        _arrays[_next++] = ArrowArrayFactory.BuildArray(data);
    }

    /// <summary>The next column, as it is in a table.</summary>
    public void Add(IArrowArray? column) => Add(column?.Data);

    /// <summary>The next <paramref name="count"/> columns are null.</summary>
    public void AddNulls(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Add((ArrayData?)null);
        }
    }

    /// <summary>The batch. Every column must have been added.</summary>
    public RecordBatch Build() => _next == _arrays.Length
        ? new RecordBatch(schema, _arrays, rows)
        : throw new InvalidOperationException($"The wide schema has {_arrays.Length} columns, {_next} were made.");

    /// <summary>A column, or child, of nulls of any type that a wide schema has.</summary>
    public static ArrayData Nulls(SealContext context, IArrowType type, int rows)
    {
        ArrowBuffer validity = Zeros(context, (rows + 7) / 8);
        switch (type)
        {
            case StructType structure:
                var children = new ArrayData[structure.Fields.Count];
                for (int i = 0; i < children.Length; i++)
                {
                    children[i] = Nulls(context, structure.Fields[i].DataType, rows);
                }

                return new ArrayData(type, rows, rows, 0, [validity], children);
            case MapType map:
                return new ArrayData(
                    type, rows, rows, 0, [validity, Zeros(context, (rows + 1) * sizeof(int))], [Nulls(context, map.KeyValueType, 0)]);
            case ListType list:
                return new ArrayData(
                    type, rows, rows, 0, [validity, Zeros(context, (rows + 1) * sizeof(int))], [Nulls(context, list.ValueDataType, 0)]);
            case StringType or BinaryType:
                return new ArrayData(
                    type, rows, rows, 0, [validity, Zeros(context, (rows + 1) * sizeof(int)), ArrowBuffer.Empty]);
            case BooleanType:
                return new ArrayData(type, rows, rows, 0, [validity, Zeros(context, (rows + 7) / 8)]);
            default:
                return new ArrayData(type, rows, rows, 0, [validity, Zeros(context, rows * (((FixedWidthType)type).BitWidth / 8))]);
        }
    }

    /// <summary>Numbers with zero for null and for an absent column: protobuf's default.</summary>
    public static ArrayData ZeroForNull<T>(SealContext context, IArrowArray? column, IArrowType type, int rows)
        where T : unmanaged
    {
        if (column is null)
        {
            return new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty, Zeros(context, rows * SpanCast.SizeOf<T>())]);
        }

        if (column.Data.GetNullCount() == 0)
        {
            return column.Data;
        }

        var values = new Columnar.Accessors.PrimitiveAccessor<T>(column);
        ArrowBuffer buffer = context.Allocate(rows, out Span<T> target);
        for (int i = 0; i < target.Length; i++)
        {
            target[i] = values[i];
        }

        return new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty, buffer]);
    }

    /// <summary>Times, null where they are zero: OTLP's way to say that a time is not known.</summary>
    public static ArrayData? Times(SealContext context, IArrowArray? column)
    {
        var times = new Columnar.Accessors.PrimitiveAccessor<long>(column);
        if (column is null || !times.Values.Contains(0))
        {
            return column?.Data;
        }

        using var validity = new BitBuffer(context.Pool);
        for (int row = 0; row < column.Length; row++)
        {
            validity.Append(times[row] != 0);
        }

        ArrowBuffer values = context.Allocate(column.Length, out Span<long> target);
        times.Values.CopyTo(target);
        int nulls = validity.Count - validity.SetCount;
        return new ArrayData(WideTypes.Time, column.Length, nulls, 0, [context.Move(validity), values]);
    }

    /// <summary>The same bits under another type of the same width.</summary>
    public static ArrayData? Retype(IArrowArray? column, IArrowType type) => column is null
        ? null
        : new ArrayData(type, column.Data.Length, column.Data.GetNullCount(), column.Data.Offset, column.Data.Buffers);

    /// <summary>Identifiers as lower-case hexadecimal text; null where there is none.</summary>
    public static ArrayData? Hex(SealContext context, IArrowArray? column)
    {
        if (column is null)
        {
            return null;
        }

        ArrayData data = column.Data;
        int width = ((FixedSizeBinaryType)data.DataType).ByteWidth;
        ArrowBuffer ends = context.Allocate(data.Length + 1, out Span<int> offsets);
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = i * width * 2;
        }

        ReadOnlySpan<byte> ids = data.Buffers[1].Span.Slice(data.Offset * width, data.Length * width);
        ArrowBuffer text = context.Allocate(ids.Length * 2, out Span<byte> digits);
        if (!Convert.TryToHexStringLower(ids, digits, out _))
        {
            throw new InvalidOperationException("Two digits a byte were not enough.");
        }

        return data.Offset == 0 || data.GetNullCount() == 0
            ? new ArrayData(StringType.Default, data.Length, data.GetNullCount(), 0, [data.GetNullCount() == 0 ? ArrowBuffer.Empty : data.Buffers[0], ends, text])
            : throw new NotSupportedException("A sliced column of identifiers with nulls.");
    }

    private static ArrowBuffer Zeros(SealContext context, int bytes)
    {
        ArrowBuffer buffer = context.Allocate(bytes, out Span<byte> zeros);
        zeros.Clear();
        return buffer;
    }
}

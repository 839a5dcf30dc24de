using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>Small arrays with chosen values.</summary>
static class SmallColumns
{
    /// <summary>A batch of named columns; a column is nullable when it has a validity bitmap.</summary>
    public static RecordBatch Batch(params (string Name, ArrayData Data)[] columns) => new(
        new Schema(columns.Select(column => new Field(column.Name, column.Data.DataType, IsNullable(column.Data))), null),
        columns.Select(column => ArrowArrayFactory.BuildArray(column.Data)),
        columns[0].Data.Length);

    public static ArrayData Longs(params long?[] values) => Fixed(Int64Type.Default, values);

    public static ArrayData Doubles(params double?[] values) => Fixed(DoubleType.Default, values);

    public static ArrayData Floats(params float?[] values) => Fixed(FloatType.Default, values);

    public static ArrayData Fixed<T>(IArrowType type, params T?[] values)
        where T : unmanaged => new(
            type,
            values.Length,
            -1,
            0,
            [Validity(values.Select(value => value.HasValue)), RandomArrays.Buffer<T>([.. values.Select(value => value ?? default)])]);

    public static ArrayData Ids(int width, params byte[]?[] values) => new(
        new FixedSizeBinaryType(width),
        values.Length,
        -1,
        0,
        [Validity(values.Select(value => value is not null)), new ArrowBuffer(values.SelectMany(value => value ?? new byte[width]).ToArray())]);

    public static ArrayData Texts(params string?[] values) =>
        Bytes(StringType.Default, [.. values.Select(value => value is null ? null : Encoding.UTF8.GetBytes(value))]);

    public static ArrayData Bytes(IArrowType type, params byte[]?[] values)
    {
        int[] offsets = new int[values.Length + 1];
        for (int i = 0; i < values.Length; i++)
        {
            offsets[i + 1] = offsets[i] + (values[i]?.Length ?? 0);
        }

        byte[] data = [.. values.SelectMany(value => value ?? [])];
        return new ArrayData(
            type,
            values.Length,
            -1,
            0,
            [Validity(values.Select(value => value is not null)), RandomArrays.Buffer<int>(offsets), new ArrowBuffer(data)]);
    }

    /// <summary>A dictionary array with 16-bit codes; a negative code is null.</summary>
    public static ArrayData Dictionary(ArrayData entries, params int[] codes) => new(
        new DictionaryType(UInt16Type.Default, entries.DataType, false),
        codes.Length,
        -1,
        0,
        [Validity(codes.Select(code => code >= 0)), RandomArrays.Buffer<ushort>([.. codes.Select(code => (ushort)Math.Max(0, code))])],
        null,
        entries);

    /// <summary>Always there, so that the column is nullable.</summary>
    static ArrowBuffer Validity(IEnumerable<bool> valid)
    {
        bool[] flags = [.. valid];
        byte[] bits = new byte[Math.Max(1, (flags.Length + 7) / 8)];
        for (int i = 0; i < flags.Length; i++)
        {
            BitUtility.SetBit(bits, i, flags[i]);
        }

        return new ArrowBuffer(bits);
    }

    static bool IsNullable(ArrayData data) => data.Buffers.Length == 0 || !data.Buffers[0].IsEmpty;
}

using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Arrays;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Tests;

/// <summary>
/// Cells as text, read through Apache.Arrow's own classes only: what an ordinary user of an array sees, whatever its
/// layout (a dictionary reads as its values; a struct child that is absent reads as null).
/// </summary>
internal static class ArrowCells
{
    internal const string Null = "null";

    internal static string Text(ReadOnlySpan<byte> bytes) => "x" + Convert.ToHexString(bytes);

    internal static string Number<T>(T value)
        where T : IFormattable => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string List(IEnumerable<string> items) => "[" + string.Join(',', items) + "]";

    internal static string Struct(IEnumerable<(string Name, string Value)> children) =>
        "{" + string.Join(',', children.Where(static c => c.Value != Null).OrderBy(static c => c.Name, StringComparer.Ordinal).Select(static c => c.Name + "=" + c.Value)) + "}";

    internal static string[] ReadAll(IArrowArray array) => [.. Enumerable.Range(0, array.Length).Select(row => Read(array, row))];

    internal static string[] ReadAll(ArrayData data) => ReadAll(ArrowArrayFactory.BuildArray(data));

    internal static string Read(IArrowArray array, int row)
    {
        if (array.IsNull(row))
        {
            return Null;
        }

        return array switch
        {
            BooleanArray a => a.GetValue(row)!.Value ? "true" : "false",
            PrimitiveArray<sbyte> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<byte> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<short> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<ushort> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<int> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<uint> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<long> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<ulong> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<Half> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<float> a => Number(a.GetValue(row)!.Value),
            PrimitiveArray<double> a => Number(a.GetValue(row)!.Value),
            DictionaryArray a => Read(a.Dictionary, int.Parse(Read(a.Indices, row), CultureInfo.InvariantCulture)),
            BinaryArray a => Text(a.GetBytes(row)),
            FixedSizeBinaryArray a => Text(a.GetBytes(row)),
            ListArray a => List(Enumerable.Range(a.ValueOffsets[row], a.GetValueLength(row)).Select(item => Read(a.Values, item))),
            StructArray a => Struct(((StructType)a.Data.DataType).Fields.Select((field, i) => (field.Name, Read(a.Fields[i], row)))),
            _ => throw new NotSupportedException(array.GetType().Name),
        };
    }
}

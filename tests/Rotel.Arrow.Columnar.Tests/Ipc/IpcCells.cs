using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Cells as text, read from the buffers by the rules of the columnar format and nothing else; dictionaries read as their
/// values. Text and byte strings are quoted, so that no two values look alike.
/// </summary>
internal static class IpcCells
{
    internal const string Null = "null";

    internal static string[][] ReadAll(RecordBatch batch) =>
        [.. Enumerable.Range(0, batch.ColumnCount).Select(column => ReadAll(batch.Column(column).Data))];

    internal static string[] ReadAll(ArrayData array) => [.. Enumerable.Range(0, array.Length).Select(row => Read(array, row))];

    internal static string Text(string value) => "'" + value + "'";

    internal static string Bytes(ReadOnlySpan<byte> value) => "x" + Convert.ToHexStringLower(value);

    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string List(IEnumerable<string> items) => "[" + string.Join(',', items) + "]";

    internal static string Struct(IEnumerable<(string Name, string Value)> fields) =>
        "{" + string.Join(',', fields.Select(static field => Text(field.Name) + "=" + field.Value)) + "}";

    internal static string Read(ArrayData array, int row)
    {
        int at = array.Offset + row;
        if (array.DataType is NullType || (array.Buffers[0].Length > 0 && !BitUtility.GetBit(array.Buffers[0].Span, at)))
        {
            return Null;
        }

        return array.DataType switch
        {
            BooleanType => BitUtility.GetBit(array.Buffers[1].Span, at) ? "true" : "false",
            StringType or LargeStringType => Text(Encoding.UTF8.GetString(ByteString(array, at))),
            BinaryType or LargeBinaryType => Bytes(ByteString(array, at)),
            DictionaryType type => Entry(array, type, at),
            ListType or LargeListType => List(Items(array, at)),
            MapType => List(Items(array, at)),
            StructType type => Struct(ChildrenOnTheWire(type).Select((field, i) => (field.Name, Read(array.Children[i], at)))),
            FixedWidthType type => Fixed(type, array.Buffers[1].Span.Slice(at * (type.BitWidth / 8), type.BitWidth / 8)),
            _ => throw new NotSupportedException(array.DataType.Name),
        };
    }

    /// <summary>A struct without children is read as one with a child "" of the null type (README of the codec).</summary>
    internal static IReadOnlyList<Field> ChildrenOnTheWire(StructType type) =>
        type.Fields is [{ Name: "", DataType: NullType }] ? [] : type.Fields;

    /// <summary>Offset <paramref name="index"/> of byte strings or lists of either size.</summary>
    internal static int Offset(ArrayData array, int index) => array.DataType is LargeStringType or LargeBinaryType or LargeListType
        ? checked((int)SpanCast.Cast<long>(array.Buffers[1].Span)[index])
        : SpanCast.Cast<int>(array.Buffers[1].Span)[index];

    private static ReadOnlySpan<byte> ByteString(ArrayData array, int at) => array.Buffers[2].Span[Offset(array, at)..Offset(array, at + 1)];

    private static IEnumerable<string> Items(ArrayData array, int at)
    {
        for (int item = Offset(array, at); item < Offset(array, at + 1); item++)
        {
            yield return Read(array.Children[0], item);
        }
    }

    private static string Entry(ArrayData array, DictionaryType type, int at)
    {
        int width = ((FixedWidthType)type.IndexType).BitWidth / 8;
        string index = Fixed((FixedWidthType)type.IndexType, array.Buffers[1].Span.Slice(at * width, width));
        return Read(array.Dictionary, int.Parse(index, CultureInfo.InvariantCulture));
    }

    private static string Fixed(FixedWidthType type, ReadOnlySpan<byte> value) => type.TypeId switch
    {
        ArrowTypeId.HalfFloat => Number((double)BinaryPrimitives.ReadHalfLittleEndian(value)),
        ArrowTypeId.Float => Number(BinaryPrimitives.ReadSingleLittleEndian(value)),
        ArrowTypeId.Double => Number(BinaryPrimitives.ReadDoubleLittleEndian(value)),
        ArrowTypeId.FixedSizedBinary => Bytes(value),
        ArrowTypeId.Int8 => Whole((sbyte)value[0]),
        ArrowTypeId.UInt8 => Whole(value[0]),
        ArrowTypeId.Int16 => Whole(BinaryPrimitives.ReadInt16LittleEndian(value)),
        ArrowTypeId.UInt16 => Whole(BinaryPrimitives.ReadUInt16LittleEndian(value)),
        ArrowTypeId.Int32 => Whole(BinaryPrimitives.ReadInt32LittleEndian(value)),
        ArrowTypeId.UInt32 => Whole(BinaryPrimitives.ReadUInt32LittleEndian(value)),
        ArrowTypeId.UInt64 => Whole(BinaryPrimitives.ReadUInt64LittleEndian(value)),
        _ => Whole(BinaryPrimitives.ReadInt64LittleEndian(value)),
    };

    private static string Whole(Int128 value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.Dump;

/// <summary>
/// A cell as text for people: strings quoted and escaped as in JSON, bytes as hexadecimal digits, times and durations as
/// the raw number, dictionaries as what they stand for.
/// </summary>
/// <remarks>The arrays come from the IPC reader, which has validated them; null parents are looked at before children.</remarks>
internal static class CellText
{
    /// <summary>Longest text or bytes shown of one value.</summary>
    private const int MostBytes = 256;

    internal static bool IsNull(ArrayData array, int row) => array.DataType is NullType
        || (array.Buffers[0].Length > 0 && array.NullCount != 0 && !BitUtility.GetBit(array.Buffers[0].Span, array.Offset + row));

    internal static void Append(StringBuilder text, ArrayData array, int row)
    {
        if (IsNull(array, row))
        {
            text.Append("null");
            return;
        }

        int at = array.Offset + row;
        switch (array.DataType)
        {
            case BooleanType:
                text.Append(BitUtility.GetBit(array.Buffers[1].Span, at) ? "true" : "false");
                break;
            case StringType or BinaryType:
                Bytes(text, Slice(array, at), array.DataType is StringType);
                break;
            case DictionaryType type:
                Append(text, array.Dictionary, Index((FixedWidthType)type.IndexType, array.Buffers[1].Span, at));
                break;
            case ListType:
                List(text, array, at);
                break;
            case StructType type:
                Struct(text, type, array, at);
                break;
            case FixedSizeBinaryType type:
                Bytes(text, array.Buffers[1].Span.Slice(at * type.ByteWidth, type.ByteWidth), isText: false);
                break;
            case FixedWidthType type:
                Number(text, type.TypeId, array.Buffers[1].Span[(at * (type.BitWidth / 8))..]);
                break;
            default:
                text.Append('(').Append(array.DataType.Name).Append(')');
                break;
        }
    }

    private static ReadOnlySpan<byte> Slice(ArrayData array, int at)
    {
        ReadOnlySpan<int> ends = SpanCast.Cast<int>(array.Buffers[1].Span);
        return array.Buffers[2].Span[ends[at]..ends[at + 1]];
    }

    private static void Bytes(StringBuilder text, ReadOnlySpan<byte> value, bool isText)
    {
        ReadOnlySpan<byte> shown = value[..Math.Min(value.Length, MostBytes)];
        if (isText)
        {
            text.Append('"').Append(PrintableName.Of(Encoding.UTF8.GetString(shown))).Append('"');
        }
        else
        {
            text.Append("0x").Append(Convert.ToHexStringLower(shown));
        }

        if (shown.Length < value.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"... ({value.Length} bytes)");
        }
    }

    private static void List(StringBuilder text, ArrayData array, int at)
    {
        ReadOnlySpan<int> ends = SpanCast.Cast<int>(array.Buffers[1].Span);
        text.Append('[');
        for (int item = ends[at]; item < ends[at + 1]; item++)
        {
            text.Append(item == ends[at] ? "" : ", ");
            Append(text, array.Children[0], item);
        }

        text.Append(']');
    }

    /// <summary>Children without a value are left out.</summary>
    private static void Struct(StringBuilder text, StructType type, ArrayData array, int at)
    {
        text.Append('{');
        string separator = "";
        for (int i = 0; i < type.Fields.Count; i++)
        {
            if (!IsNull(array.Children[i], at))
            {
                text.Append(separator).Append(PrintableName.Of(type.Fields[i].Name)).Append('=');
                Append(text, array.Children[i], at);
                separator = ", ";
            }
        }

        text.Append('}');
    }

    private static int Index(FixedWidthType type, ReadOnlySpan<byte> indexes, int at) => (type.BitWidth / 8) switch
    {
        1 => indexes[at],
        2 => SpanCast.Cast<ushort>(indexes)[at],
        4 => checked((int)SpanCast.Cast<uint>(indexes)[at]),
        _ => checked((int)SpanCast.Cast<long>(indexes)[at]),
    };

    private static void Number(StringBuilder text, ArrowTypeId type, ReadOnlySpan<byte> value)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        _ = type switch
        {
            ArrowTypeId.Int8 => text.Append(culture, $"{(sbyte)value[0]}"),
            ArrowTypeId.UInt8 => text.Append(culture, $"{value[0]}"),
            ArrowTypeId.Int16 => text.Append(culture, $"{BinaryPrimitives.ReadInt16LittleEndian(value)}"),
            ArrowTypeId.UInt16 => text.Append(culture, $"{BinaryPrimitives.ReadUInt16LittleEndian(value)}"),
            ArrowTypeId.Int32 => text.Append(culture, $"{BinaryPrimitives.ReadInt32LittleEndian(value)}"),
            ArrowTypeId.UInt32 => text.Append(culture, $"{BinaryPrimitives.ReadUInt32LittleEndian(value)}"),
            ArrowTypeId.UInt64 => text.Append(culture, $"{BinaryPrimitives.ReadUInt64LittleEndian(value)}"),
            ArrowTypeId.HalfFloat => text.Append(culture, $"{BinaryPrimitives.ReadHalfLittleEndian(value)}"),
            ArrowTypeId.Float => text.Append(culture, $"{BinaryPrimitives.ReadSingleLittleEndian(value):R}"),
            ArrowTypeId.Double => text.Append(culture, $"{BinaryPrimitives.ReadDoubleLittleEndian(value):R}"),
            _ => text.Append(culture, $"{BinaryPrimitives.ReadInt64LittleEndian(value)}"),
        };
    }
}

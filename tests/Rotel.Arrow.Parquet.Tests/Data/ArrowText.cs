using System.Globalization;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>
/// Rows of record batches as text that every oracle can produce as well: the slow, obviously correct reading of Arrow
/// memory. <c>null</c>, numbers, <c>s</c> or <c>x</c> + hex for text and bytes, <c>[..]</c>, <c>{..}</c>,
/// <c>[key:value,..]</c> for maps; times as numbers of their unit.
/// </summary>
static class ArrowText
{
    public static List<string> Rows(IEnumerable<RecordBatch> batches)
    {
        List<string> rows = [];
        foreach (RecordBatch batch in batches)
        {
            for (int row = 0; row < batch.Length; row++)
            {
                StringBuilder text = new();
                for (int column = 0; column < batch.ColumnCount; column++)
                {
                    text.Append(column == 0 ? "" : " | ").Append(Value(batch.Column(column).Data, row));
                }

                rows.Add(text.ToString());
            }
        }

        return rows;
    }

    public static string Value(ArrayData data, int index)
    {
        int at = data.Offset + index;
        if (data.DataType.TypeId == ArrowTypeId.Null
            || (data.Buffers[0].Length > 0 && !BitUtility.GetBit(data.Buffers[0].Span, at)))
        {
            return "null";
        }

        switch (data.DataType)
        {
            case DictionaryType type:
                return Value(data.Dictionary, (int)Integer(data, type.IndexType.TypeId, at));
            case StructType:
                return "{" + string.Join(",", data.Children.Select(child => Value(child, at))) + "}";
            case MapType:
                (int mapStart, int mapEnd) = Bounds(data, at);
                ArrayData pairs = data.Children[0];
                return "[" + string.Join(",", Enumerable.Range(mapStart, mapEnd - mapStart).Select(i =>
                    Value(pairs.Children[0], pairs.Offset + i) + ":" + Value(pairs.Children[1], pairs.Offset + i))) + "]";
            case FixedSizeListType type:
                return List(data.Children[0], at * type.ListSize, (at + 1) * type.ListSize);
            case ListType or LargeListType:
                (int start, int end) = Bounds(data, at);
                return List(data.Children[0], start, end);
            default:
                return Leaf(data, at);
        }
    }

    /// <summary>Shortest form with a point, as DuckDB prints it for moderate values.</summary>
    public static string Floating(double value)
    {
        if (double.IsNaN(value))
        {
            return double.IsNegative(value) ? "-nan" : "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.Contains('.') || text.Contains('E') ? text : text + ".0";
    }

    static string List(ArrayData values, int start, int end) =>
        "[" + string.Join(",", Enumerable.Range(start, end - start).Select(i => Value(values, i))) + "]";

    static (int Start, int End) Bounds(ArrayData data, int at) =>
        data.DataType.TypeId is ArrowTypeId.LargeList or ArrowTypeId.LargeBinary or ArrowTypeId.LargeString
            ? ((int)data.Buffers[1].Span.CastTo<long>()[at], (int)data.Buffers[1].Span.CastTo<long>()[at + 1])
            : (data.Buffers[1].Span.CastTo<int>()[at], data.Buffers[1].Span.CastTo<int>()[at + 1]);

    static string Leaf(ArrayData data, int at)
    {
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        switch (data.DataType.TypeId)
        {
            case ArrowTypeId.Boolean:
                return BitUtility.GetBit(values, at) ? "true" : "false";
            case ArrowTypeId.Float:
                return Floating(values.CastTo<float>()[at]);
            case ArrowTypeId.Double:
                return Floating(values.CastTo<double>()[at]);
            case ArrowTypeId.HalfFloat:
                return Floating((double)values.CastTo<Half>()[at]);
            case ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.Binary or ArrowTypeId.LargeBinary:
                (int start, int end) = Bounds(data, at);
                string hex = Convert.ToHexString(data.Buffers[2].Span[start..end]);
                return (data.DataType.TypeId is ArrowTypeId.String or ArrowTypeId.LargeString ? "s" : "x") + hex;
            case ArrowTypeId.FixedSizedBinary:
                int width = ((FixedSizeBinaryType)data.DataType).ByteWidth;
                return "x" + Convert.ToHexString(values.Slice(at * width, width));
            case ArrowTypeId.Decimal128:
                return Decimal(values.Slice(at * 16, 16), ((Decimal128Type)data.DataType).Scale);
            case ArrowTypeId.Decimal256:
                return Decimal(values.Slice(at * 32, 32), ((Decimal256Type)data.DataType).Scale);
            default:
                return data.DataType.TypeId == ArrowTypeId.UInt64
                    ? values.CastTo<ulong>()[at].ToString(CultureInfo.InvariantCulture)
                    : Integer(data, data.DataType.TypeId, at).ToString(CultureInfo.InvariantCulture);
        }
    }

    static string Decimal(ReadOnlySpan<byte> value, int scale)
    {
        System.Numerics.BigInteger unscaled = new(value);
        string digits = System.Numerics.BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (unscaled.Sign < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." + digits[^scale..] : "");
    }

    static long Integer(ArrayData data, ArrowTypeId type, int at)
    {
        ReadOnlySpan<byte> values = data.Buffers[1].Span;
        return type switch
        {
            ArrowTypeId.Int8 => values.CastTo<sbyte>()[at],
            ArrowTypeId.UInt8 => values[at],
            ArrowTypeId.Int16 => values.CastTo<short>()[at],
            ArrowTypeId.UInt16 => values.CastTo<ushort>()[at],
            ArrowTypeId.UInt32 => values.CastTo<uint>()[at],
            ArrowTypeId.Int32 or ArrowTypeId.Date32 or ArrowTypeId.Time32 => values.CastTo<int>()[at],
            _ => values.CastTo<long>()[at],
        };
    }
}

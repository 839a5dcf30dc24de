using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ParquetSharp.Arrow;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>Arrow C++ (through ParquetSharp) reads the files; every row in the form of <see cref="ExpectedRows"/>.</summary>
internal static class ArrowCppRows
{
    public static List<string> Read(IEnumerable<string> files)
    {
        List<string> rows = [];
        foreach (string path in files)
        {
            using FileReader reader = new(path);
            using IArrowArrayStream stream = reader.GetRecordBatchReader();
            while (stream.ReadNextRecordBatchAsync().AsTask().GetAwaiter().GetResult() is { } batch)
            {
                using (batch)
                {
                    for (int row = 0; row < batch.Length; row++)
                    {
                        rows.Add(ExpectedRows.Canonical(string.Join(' ', batch.Schema.FieldsList.Select(
                            (field, column) => $"{field.Name}={Text(field.Name, batch.Column(column).Data, row)}"))));
                    }
                }
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Text(string name, ArrayData data, int index)
    {
        int at = data.Offset + index;
        if (data.Buffers[0].Length > 0 && !BitUtility.GetBit(data.Buffers[0].Span, at))
        {
            return "null";
        }

        switch (data.DataType)
        {
            case StructType type:
                return "{" + string.Join(',', data.Children.Select((child, i) => Text(type.Fields[i].Name, child, at))) + "}";
            case MapType:
                return List(data, at, static (pairs, i) => Text("key", pairs.Children[0], pairs.Offset + i) + ":" + Text("value", pairs.Children[1], pairs.Offset + i));
            case ListType:
                return List(data, at, static (items, i) => Text("element", items, i));
            case StringType:
                return "s" + Convert.ToHexString(Bytes(data, at));
            case BinaryType:
                return name == "cbor" ? "c" : "b" + Convert.ToHexString(Bytes(data, at));
            case BooleanType:
                return BitUtility.GetBit(data.Buffers[1].Span, at) ? "true" : "false";
            case DoubleType:
                return "<" + Values<double>(data)[at].ToString("R", CultureInfo.InvariantCulture) + ">";
            case TimestampType:
                return "t" + Values<long>(data)[at].ToString(CultureInfo.InvariantCulture);
            case Int64Type:
                return Values<long>(data)[at].ToString(CultureInfo.InvariantCulture);
            case UInt64Type:
                return Values<ulong>(data)[at].ToString(CultureInfo.InvariantCulture);
            case UInt32Type:
                return Values<uint>(data)[at].ToString(CultureInfo.InvariantCulture);
            default:
                return Values<int>(data)[at].ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string List(ArrayData data, int at, Func<ArrayData, int, string> item)
    {
        ReadOnlySpan<int> ends = Values<int>(data);
        return "[" + string.Join(',', Enumerable.Range(ends[at], ends[at + 1] - ends[at]).Select(i => item(data.Children[0], i))) + "]";
    }

    private static ReadOnlySpan<byte> Bytes(ArrayData data, int at)
    {
        ReadOnlySpan<int> ends = Values<int>(data);
        return data.Buffers[2].Span[ends[at]..ends[at + 1]];
    }

    private static ReadOnlySpan<T> Values<T>(ArrayData data)
        where T : unmanaged => SpanCast.Cast<T>(data.Buffers[1].Span);
}

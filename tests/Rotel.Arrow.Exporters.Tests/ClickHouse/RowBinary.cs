using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>
/// Reads an answer in RowBinaryWithNamesAndTypes: the server's own typed view of what it stores. A value becomes text that
/// tells its type; of a JSON column each path with the type that its value has.
/// </summary>
internal ref struct RowBinary(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Rows as name to value.</summary>
    public static List<Dictionary<string, string>> Read(byte[] answer)
    {
        var reader = new RowBinary(answer);
        var rows = new List<Dictionary<string, string>>();
        if (answer.Length == 0)
        {
            return rows;
        }

        int columns = (int)reader.VarUInt();
        var names = new string[columns];
        var types = new string[columns];
        for (int i = 0; i < columns; i++)
        {
            names[i] = reader.Text();
        }

        for (int i = 0; i < columns; i++)
        {
            types[i] = reader.Text();
        }

        while (reader._position < answer.Length)
        {
            var row = new Dictionary<string, string>();
            for (int i = 0; i < columns; i++)
            {
                row[names[i]] = reader.Value(types[i]);
            }

            rows.Add(row);
        }

        return rows;
    }

    private string Value(string type)
    {
        string inner = type.Contains('(', StringComparison.Ordinal) ? type[(type.IndexOf('(', StringComparison.Ordinal) + 1)..^1] : "";
        switch (type.Split('(')[0])
        {
            case "LowCardinality":
                return Value(inner);
            case "Nullable":
                return Byte() != 0 ? "null" : Value(inner);
            case "Array":
                return List((int)VarUInt(), inner);
            case "Map":
                int comma = inner.StartsWith("LowCardinality", StringComparison.Ordinal) ? inner.IndexOf("),", StringComparison.Ordinal) + 1 : inner.IndexOf(',', StringComparison.Ordinal);
                int count = (int)VarUInt();
                var entries = new string[count];
                for (int i = 0; i < count; i++)
                {
                    string key = Value(inner[..comma]);
                    entries[i] = $"{key}={Value(inner[(comma + 2)..])}";
                }

                return $"{{{string.Join(", ", entries)}}}";
            case "JSON":
                return Json();
            case "String":
                return Expected.S(Text());
            case "Bool":
                return Byte() != 0 ? "true" : "false";
            case "UInt8":
                return Byte().ToString(CultureInfo.InvariantCulture);
            case "UInt32" or "DateTime":
                return BinaryPrimitives.ReadUInt32LittleEndian(Take(4)).ToString(CultureInfo.InvariantCulture);
            case "Int32":
                return BinaryPrimitives.ReadInt32LittleEndian(Take(4)).ToString(CultureInfo.InvariantCulture);
            case "UInt64":
                return BinaryPrimitives.ReadUInt64LittleEndian(Take(8)).ToString(CultureInfo.InvariantCulture);
            case "Int64":
                return BinaryPrimitives.ReadInt64LittleEndian(Take(8)).ToString(CultureInfo.InvariantCulture);
            case "DateTime64":
                return "t" + BinaryPrimitives.ReadInt64LittleEndian(Take(8)).ToString(CultureInfo.InvariantCulture);
            case "Float64":
                return Expected.D(BinaryPrimitives.ReadDoubleLittleEndian(Take(8)));
            default:
                throw new NotSupportedException(type);
        }
    }

    private string Json()
    {
        int count = (int)VarUInt();
        var paths = new List<string>();
        for (int i = 0; i < count; i++)
        {
            string path = Expected.S(Text());
            string type = Type();
            string value = type == "Nothing" ? "null" : Value(type);
            if (value != "null")
            {
                paths.Add($"{path}:{type}={value}");
            }
        }

        paths.Sort(StringComparer.Ordinal);
        return $"{{{string.Join(", ", paths)}}}";
    }

    /// <summary>The binary encoding of a type.</summary>
    private string Type() => Byte() switch
    {
        0x00 => "Nothing",
        0x0A => "Int64",
        0x0E => "Float64",
        0x15 => "String",
        0x1E => $"Array({Type()})",
        0x23 => $"Nullable({Type()})",
        0x2D => "Bool",
        byte other => throw new NotSupportedException($"type 0x{other:X2}"),
    };

    private string List(int count, string type)
    {
        var items = new string[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = Value(type);
        }

        return $"[{string.Join(", ", items)}]";
    }

    private byte Byte() => Take(1)[0];

    private string Text() => Encoding.UTF8.GetString(Take((int)VarUInt()));

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private ulong VarUInt()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}

using System.Text;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.Parquet.ReadBack;

/// <summary>arrow-go (<c>peers parquet cat</c>) reads the files; every row in the form of <see cref="ExpectedRows"/>.</summary>
internal static class ArrowGoRows
{
    public static async Task<List<string>> ReadAsync(IEnumerable<string> files, Schema schema)
    {
        List<string> rows = [];
        foreach (string path in files)
        {
            string output = await Peers.RunSuccessfullyAsync("parquet", "cat", path);
            foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                using JsonDocument json = JsonDocument.Parse(line);
                JsonElement values = json.RootElement.GetProperty("values");
                rows.Add(ExpectedRows.Canonical(string.Join(' ', schema.FieldsList.Select(
                    field => $"{field.Name}={Text(field.Name, field.DataType, values.GetProperty(field.Name))}"))));
            }
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Text(string name, IArrowType type, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        return type switch
        {
            StructType structure => "{" + string.Join(
                ',', structure.Fields.Select(field => Text(field.Name, field.DataType, value.GetProperty(field.Name)))) + "}",
            MapType map => "[" + string.Join(',', value.EnumerateArray().Select(pair =>
                Text("key", map.KeyField.DataType, pair[0]) + ":" + Text("value", map.ValueField.DataType, pair[1]))) + "]",
            ListType list => "[" + string.Join(',', value.EnumerateArray().Select(item => Text("element", list.ValueDataType, item))) + "]",
            StringType => "s" + Convert.ToHexString(Encoding.UTF8.GetBytes(value.GetString()!)),
            BinaryType => name == "cbor" ? "c" : "b" + Convert.ToHexString(value.GetBytesFromBase64()),
            DoubleType when value.ValueKind == JsonValueKind.String => value.GetString() switch
            {
                "NaN" => "<nan>",
                "-Inf" => "<-inf>",
                _ => "<inf>",
            },
            DoubleType => $"<{value.GetRawText()}>",
            TimestampType => "t" + value.GetProperty("unix").GetRawText(),
            _ => value.GetRawText(),
        };
    }
}

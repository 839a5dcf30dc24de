using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests.Oracles;

/// <summary>arrow-go (<c>peers parquet</c>) reads the file; its JSON in the form of <see cref="ArrowText"/>.</summary>
static class ArrowGoOracle
{
    public static bool IsPresent => Peers.FullPath is not null;

    /// <summary>The rows. The sign of NaN does not survive JSON: it is <c>nan</c> always.</summary>
    public static async Task<List<string>> RowsAsync(string path, Schema schema)
    {
        string output = await Peers.RunSuccessfullyAsync("parquet", "cat", path);
        List<string> rows = [];
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1))
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement values = json.RootElement.GetProperty("values");
            rows.Add(string.Join(" | ", schema.FieldsList.Select(field => Text(field.DataType, values.GetProperty(field.Name)))));
        }

        return rows;
    }

    /// <summary>Footer, indexes and bloom filters as arrow-go sees them.</summary>
    public static async Task<JsonDocument> MetaAsync(string path) =>
        JsonDocument.Parse(await Peers.RunSuccessfullyAsync("parquet", "meta", path));

    static string Text(IArrowType type, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        return type switch
        {
            DictionaryType dictionary => Text(dictionary.ValueType, value),
            StructType structure => "{" + string.Join(
                ",", structure.Fields.Select(field => Text(field.DataType, value.GetProperty(field.Name)))) + "}",
            MapType map => "[" + string.Join(",", value.EnumerateArray().Select(pair =>
                Text(map.KeyField.DataType, pair[0]) + ":" + Text(map.ValueField.DataType, pair[1]))) + "]",
            ListType list => List(list.ValueDataType, value),
            LargeListType list => List(list.ValueDataType, value),
            _ => Leaf(type, value),
        };
    }

    static string List(IArrowType element, JsonElement value) =>
        "[" + string.Join(",", value.EnumerateArray().Select(item => Text(element, item))) + "]";

    static string Leaf(IArrowType type, JsonElement value)
    {
        switch (type.TypeId)
        {
            case ArrowTypeId.String or ArrowTypeId.LargeString:
                return "s" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(value.GetString()!));
            case ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.FixedSizedBinary:
                return "x" + Convert.ToHexString(value.GetBytesFromBase64());
            case ArrowTypeId.Float or ArrowTypeId.Double when value.ValueKind == JsonValueKind.String:
                return value.GetString() switch { "NaN" => "nan", "-Inf" => "-inf", _ => "inf" };
            case ArrowTypeId.Float or ArrowTypeId.Double:
                return ArrowText.Floating(value.GetDouble());
            case ArrowTypeId.Timestamp:
                return value.GetProperty("unix").GetRawText();
            case ArrowTypeId.Date32:
                DateOnly date = DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
                return (date.DayNumber - new DateOnly(1970, 1, 1).DayNumber).ToString(CultureInfo.InvariantCulture);
            case ArrowTypeId.Time32:
                return (Ticks(value) / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture);
            case ArrowTypeId.Time64:
                return (Ticks(value) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
            case ArrowTypeId.Decimal128:
                decimal number = decimal.Parse(value.GetRawText().Trim('"'), CultureInfo.InvariantCulture);
                return number.ToString("F" + ((Decimal128Type)type).Scale, CultureInfo.InvariantCulture);
            default:
                return value.GetRawText();
        }
    }

    static long Ticks(JsonElement value) => TimeSpan.Parse(value.GetString()!, CultureInfo.InvariantCulture).Ticks;
}

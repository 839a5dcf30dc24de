using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// The integration format of Arrow ("archery" JSON): arrays as VALIDITY, OFFSET, DATA and children. Gives the cells in the
/// text form of <see cref="IpcCells"/>, by the type of the column that was read.
/// </summary>
internal sealed class IntegrationJson : IDisposable
{
    private readonly JsonDocument _document;
    private readonly Dictionary<long, JsonElement> _dictionaries = [];

    internal IntegrationJson(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        _document = JsonDocument.Parse(gzip);
        if (_document.RootElement.TryGetProperty("dictionaries", out JsonElement dictionaries))
        {
            foreach (JsonElement dictionary in dictionaries.EnumerateArray())
            {
                _dictionaries[dictionary.GetProperty("id").GetInt64()] = dictionary.GetProperty("data").GetProperty("columns")[0];
            }
        }
    }

    internal JsonElement[] Batches => [.. _document.RootElement.GetProperty("batches").EnumerateArray()];

    internal JsonElement[] Fields => [.. _document.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray()];

    /// <summary>The cells of a column.</summary>
    internal string[] Cells(JsonElement column, JsonElement field, IArrowType type)
    {
        int count = column.GetProperty("count").GetInt32();
        var cells = new string[count];
        bool[] isValid = column.TryGetProperty("VALIDITY", out JsonElement validity)
            ? [.. validity.EnumerateArray().Select(static bit => bit.GetInt32() != 0)]
            : [.. Enumerable.Repeat(type is not NullType, count)];
        if (type is DictionaryType dictionary)
        {
            JsonElement encoding = field.GetProperty("dictionary");
            string[] values = Plain(_dictionaries[encoding.GetProperty("id").GetInt64()], field, dictionary.ValueType);
            JsonElement[] indexes = [.. column.GetProperty("DATA").EnumerateArray()];
            for (int i = 0; i < count; i++)
            {
                cells[i] = isValid[i] ? values[Whole(indexes[i])] : IpcCells.Null;
            }

            return cells;
        }

        return Plain(column, field, type);
    }

    public void Dispose() => _document.Dispose();

    private string[] Plain(JsonElement column, JsonElement field, IArrowType type)
    {
        int count = column.GetProperty("count").GetInt32();
        var cells = new string[count];
        bool[] isValid = column.TryGetProperty("VALIDITY", out JsonElement validity)
            ? [.. validity.EnumerateArray().Select(static bit => bit.GetInt32() != 0)]
            : [.. Enumerable.Repeat(type is not NullType, count)];
        JsonElement[] children = column.TryGetProperty("children", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        JsonElement[] childFields = field.TryGetProperty("children", out JsonElement fields) ? [.. fields.EnumerateArray()] : [];
        JsonElement[] data = column.TryGetProperty("DATA", out JsonElement all) ? [.. all.EnumerateArray()] : [];
        switch (type)
        {
            case NullType:
                break;
            case NestedType nested when type is ListType or LargeListType or MapType:
                string[] items = Cells(children[0], childFields[0], nested.Fields[0].DataType);
                int[] offsets = [.. column.GetProperty("OFFSET").EnumerateArray().Select(Whole)];
                Fill(cells, isValid, i => IpcCells.List(items[offsets[i]..offsets[i + 1]]));
                break;
            case StructType whole:
                string[][] columns = [.. whole.Fields.Select((child, i) => Cells(children[i], childFields[i], child.DataType))];
                Fill(cells, isValid, i => IpcCells.Struct(whole.Fields.Select((child, f) => (child.Name, columns[f][i]))));
                break;
            default:
                Fill(cells, isValid, i => Value(data[i], type));
                break;
        }

        for (int i = 0; i < count; i++)
        {
            cells[i] ??= IpcCells.Null;
        }

        return cells;
    }

    private static void Fill(string[] cells, bool[] isValid, Func<int, string> value)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = isValid[i] ? value(i) : IpcCells.Null;
        }
    }

    /// <summary>Floats are rounded to three decimals in these files, so they are marked instead of compared exactly.</summary>
    private static string Value(JsonElement value, IArrowType type) => type switch
    {
        BooleanType => value.ValueKind is JsonValueKind.True || (value.ValueKind is JsonValueKind.Number && value.GetInt32() != 0) ? "true" : "false",
        HalfFloatType or FloatType or DoubleType => IpcCells.Number(value.GetDouble()),
        _ => ExpectedCells.Of(value, type),
    };

    private static int Whole(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? int.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetInt32();
}

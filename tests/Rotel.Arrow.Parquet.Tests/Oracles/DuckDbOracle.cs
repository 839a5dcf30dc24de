using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;
using Rotel.Arrow.Parquet.Tests.Data;

namespace Rotel.Arrow.Parquet.Tests.Oracles;

/// <summary>DuckDB reads the file and prints the rows itself, in the form of <see cref="ArrowText"/>.</summary>
static class DuckDbOracle
{
    public static List<string> Rows(string path, Schema schema)
    {
        IEnumerable<string> columns = schema.FieldsList.Select(field => Text(field.DataType, Quote(field.Name), 0));
        return Query($"SELECT {string.Join(" || ' | ' || ", columns)} FROM read_parquet('{path}')");
    }

    /// <summary>First column of each row of a query, as text.</summary>
    public static List<string> Query(string sql)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SET threads=1; SET TimeZone='UTC'";
        command.ExecuteNonQuery();
        command.CommandText = sql;
        using DuckDBDataReader reader = (DuckDBDataReader)command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.IsDBNull(0) ? "NULL" : reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>SQL that prints a value.</summary>
    static string Text(IArrowType type, string x, int depth)
    {
        string e = $"e{depth}";
        string text = type switch
        {
            DictionaryType dictionary => Text(dictionary.ValueType, x, depth),
            StructType structure => "'{' || " + string.Join(
                " || ',' || ", structure.Fields.Select(field => Text(field.DataType, $"{x}.{Quote(field.Name)}", depth))) + " || '}'",
            MapType map => $"'[' || array_to_string(list_transform(map_entries({x}), lambda {e}: "
                + $"{Text(map.KeyField.DataType, e + ".key", depth + 1)} || ':' || {Text(map.ValueField.DataType, e + ".value", depth + 1)}), ',') || ']'",
            ListType list => List(list.ValueDataType, x, e, depth),
            LargeListType list => List(list.ValueDataType, x, e, depth),
            FixedSizeListType list => List(list.ValueDataType, x, e, depth),
            _ => Leaf(type, x),
        };
        return $"(CASE WHEN {x} IS NULL THEN 'null' ELSE {text} END)";
    }

    static string List(IArrowType element, string x, string e, int depth) =>
        $"'[' || array_to_string(list_transform({x}, lambda {e}: {Text(element, e, depth + 1)}), ',') || ']'";

    static string Leaf(IArrowType type, string x) => type.TypeId switch
    {
        ArrowTypeId.String or ArrowTypeId.LargeString => $"'s' || hex(encode({x}))",
        ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.FixedSizedBinary => $"'x' || hex({x})",
        ArrowTypeId.Timestamp => ((TimestampType)type).Unit switch
        {
            TimeUnit.Nanosecond => $"epoch_ns({x})::VARCHAR",
            TimeUnit.Microsecond => $"epoch_us({x})::VARCHAR",
            _ => $"epoch_ms({x})::VARCHAR",
        },
        ArrowTypeId.Date32 => $"date_diff('day', DATE '1970-01-01', {x})::VARCHAR",
        ArrowTypeId.Time32 => $"(epoch_us({x}) // 1000)::VARCHAR",
        ArrowTypeId.Time64 => $"epoch_us({x})::VARCHAR",
        _ => $"{x}::VARCHAR",
    };

    static string Quote(string name) => "\"" + name + "\"";
}

using Apache.Arrow;
using Apache.Arrow.Types;
using DuckDB.NET.Data;

namespace Rotel.Arrow.Exporters.Tests.Parquet;

/// <summary>DuckDB as the reader of what the exporter wrote.</summary>
internal static class DuckDb
{
    /// <summary>First column of each row of a query, as text.</summary>
    public static List<string> Query(string sql)
    {
        using DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SET threads=1";
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

    /// <summary>Every row in the form of <see cref="ExpectedRows"/>, sorted.</summary>
    public static List<string> Rows(string glob, Schema schema)
    {
        IEnumerable<string> columns = schema.FieldsList.Select(
            field => $"'{field.Name}=' || {Text(field.Name, field.DataType, $"\"{field.Name}\"", 0)}");
        List<string> rows = Query($"SELECT {string.Join(" || ' ' || ", columns)} FROM read_parquet('{glob}', hive_partitioning = false)");
        List<string> canonical = [.. rows.Select(ExpectedRows.Canonical)];
        canonical.Sort(StringComparer.Ordinal);
        return canonical;
    }

    private static string Text(string name, IArrowType type, string x, int depth)
    {
        string e = $"e{depth}";
        string text = type switch
        {
            StructType structure => "'{' || " + string.Join(
                " || ',' || ", structure.Fields.Select(field => Text(field.Name, field.DataType, $"{x}.\"{field.Name}\"", depth))) + " || '}'",
            MapType map => $"'[' || array_to_string(list_transform(map_entries({x}), lambda {e}: "
                + $"{Text("key", map.KeyField.DataType, e + ".key", depth + 1)} || ':' || {Text("value", map.ValueField.DataType, e + ".value", depth + 1)}), ',') || ']'",
            ListType list => $"'[' || array_to_string(list_transform({x}, lambda {e}: {Text("element", list.ValueDataType, e, depth + 1)}), ',') || ']'",
            StringType => $"'s' || hex(encode({x}))",
            BinaryType => name == "cbor" ? "'c'" : $"'b' || hex({x})",
            DoubleType => $"'<' || {x}::VARCHAR || '>'",
            TimestampType => $"'t' || epoch_ns({x})::VARCHAR",
            _ => $"{x}::VARCHAR",
        };
        return $"(CASE WHEN {x} IS NULL THEN 'null' ELSE {text} END)";
    }
}

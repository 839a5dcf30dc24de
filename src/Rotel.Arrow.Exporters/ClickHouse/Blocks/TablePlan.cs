namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>The columns of an existing table that we write, and how.</summary>
/// <param name="Table">Its name, without the database.</param>
/// <param name="Columns">In the order of the table.</param>
internal sealed record TablePlan(string Table, IReadOnlyList<ColumnPlan> Columns)
{
    /// <summary>The plan of a table that was looked at.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="table">Its name.</param>
    /// <param name="columns">Names and types of the columns that can be inserted into.</param>
    /// <param name="flattenedJson">The server knows the flattened layout of JSON columns.</param>
    public static TablePlan Of(TableKind kind, string table, IEnumerable<(string Name, string Type)> columns, bool flattenedJson)
    {
        var plans = new List<ColumnPlan>();
        foreach ((string name, string type) in columns)
        {
            if (FieldTable.Find(kind, name) is { } known)
            {
                plans.Add(new ColumnPlan(name, known.Field, ShapeOf(known, type, flattenedJson)));
            }
        }

        return new TablePlan(table, plans);
    }

    /// <summary>The plan of a table as our own DDL creates it.</summary>
    public static TablePlan Own(TableKind kind, string table, bool json)
    {
        var columns = new List<(string Name, string Type)>();
        foreach (ColumnDefinition column in FieldTable.Of(kind))
        {
            if (column.Use != ColumnUse.Foreign)
            {
                string type = column.Type == "M" ? (json ? "JSON" : "Map(LowCardinality(String), String)") : column.Type;
                columns.Add((column.Name, type));
            }
        }

        return Of(kind, table, columns, flattenedJson: true);
    }

    private static Shape ShapeOf(ColumnDefinition column, string type, bool flattenedJson)
    {
        if (column.Type == "Array(LowCardinality(String))")
        {
            return Shape.Keys;
        }

        if (column.Type != "M")
        {
            return type.Contains("LowCardinality(", StringComparison.Ordinal) ? Shape.LowCardinality : Shape.Plain;
        }

        string inner = type.StartsWith("Array(", StringComparison.Ordinal) ? type[6..] : type;
        return inner.StartsWith("Map(", StringComparison.Ordinal) ? Shape.Map
            : inner.StartsWith("JSON", StringComparison.Ordinal) && flattenedJson ? Shape.Json
            : Shape.JsonText;
    }
}

using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Exporters.ClickHouse.Ddl;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>Tables of one test, and what the server says is in them.</summary>
internal static class StoredRows
{
    private const ulong FirstTime = 1_767_323_045_000_000_000;

    /// <summary>A new database with the tables of the DDL.</summary>
    public static async Task<DdlOptions> CreateTablesAsync(ClickHouseServer server, DdlOptions options)
    {
        options = options with { Database = await server.CreateDatabaseAsync() };
        foreach (string statement in new TableStatements(options).All())
        {
            await server.QueryAsync(statement);
        }

        return options;
    }

    /// <summary>The rows of a table with all columns that can be inserted into.</summary>
    public static async Task<List<Dictionary<string, string>>> ReadAsync(ClickHouseServer server, string database, string table) =>
        RowBinary.Read(await server.QueryBytesAsync(
            $"SELECT * FROM {database}.`{table}` FORMAT RowBinaryWithNamesAndTypes", database));

    /// <summary>Fails unless the tables hold exactly the rows of the messages, in the columns that they have.</summary>
    public static async Task AssertAsync(ClickHouseServer server, DdlOptions options, Expected form, params IEnumerable<IMessage> messages)
    {
        var expected = messages.SelectMany(message => ExpectedTables.Of(message, form)).ToLookup(row => row.Table, row => row.Row);
        foreach (TableKind kind in Enum.GetValues<TableKind>())
        {
            List<Dictionary<string, string>> actual = await ReadAsync(server, options.Database, options.TablePrefix + kind.Suffix());
            var columns = actual.Count == 0 ? [] : actual[0].Keys.Where(static name => name != "TimestampTime").ToList();
            List<string> stored = [.. actual.Select(row => Text(row, columns)).Order(StringComparer.Ordinal)];
            List<string> sent = [.. expected[kind.Suffix()].Select(row => Text(row, columns)).Order(StringComparer.Ordinal)];
            for (int i = 0; i < Math.Min(stored.Count, sent.Count); i++)
            {
                Assert.Equal(sent[i], stored[i]);
            }

            Assert.Equal(expected[kind.Suffix()].Count(), actual.Count);
        }
    }

    /// <summary>Moves all times into four days: partitions are days, and the server's calendar ends in 2262.</summary>
    public static void LimitTimes(IMessage message)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object value = field.Accessor.GetValue(message);
            if (field.FieldType == FieldType.Fixed64 && field.Name.EndsWith("unix_nano", StringComparison.Ordinal))
            {
                field.Accessor.SetValue(message, (ulong)value == 0 ? 0UL : FirstTime + ((ulong)value % 345_600_000_000_000));
            }
            else if (field.FieldType == FieldType.Message && field.IsRepeated)
            {
                foreach (object item in (System.Collections.IList)value)
                {
                    LimitTimes((IMessage)item);
                }
            }
            else if (field.FieldType == FieldType.Message && value is IMessage child)
            {
                LimitTimes(child);
            }
        }
    }

    private static string Text(Dictionary<string, string> row, List<string> columns)
    {
        var text = new StringBuilder();
        foreach (string column in columns)
        {
            text.Append(column).Append('=').Append(row.GetValueOrDefault(column, "?")).Append('\n');
        }

        return text.ToString();
    }
}

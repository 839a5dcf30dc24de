using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Google.Protobuf;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests.Schemas;

/// <summary>
/// Every table that we build has the columns, types and dictionaries of the OTAP schema, as the strictest receiver takes
/// them (shared testdata, otap/otap-schema.json), and besides them only our own columns.
/// </summary>
public sealed class SchemaConformityTests
{
    /// <summary>What we add so that OTLP loses nothing; an encoder for peers leaves them out.</summary>
    private static readonly string[] s_ownColumns =
    [
        "resource.ext.entity_refs", "resource.ext.absent", "scope.ext.absent", "body.ext.value_strindex",
        "ext.value_absent", "ext.key_strindex", "ext.value_strindex",
    ];

    /// <summary>
    /// Required columns that are null where the sender had no id, because an absent id and one of zeros differ in OTLP:
    /// an encoder for peers writes zeros.
    /// </summary>
    private static readonly string[] s_ids = ["SPANS.trace_id", "SPANS.span_id", "SPAN_LINKS.trace_id", "SPAN_LINKS.span_id"];

    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public void Every_column_of_every_table_is_one_of_the_schema(Signal signal)
    {
        JsonElement payloads = Payloads();
        var seen = new HashSet<string>();
        using var tables = new TablesUnderTest(signal);
        for (int seed = 0; seed < 80; seed++)
        {
            Profile profile = seed % 4 == 0 ? Profile.Realistic : Profile.Edge;
            int items = seed % 10 == 9 ? 900 : 1 + seed;
            AppendResult result = tables.Builder.Append(new RandomOtlp(seed, new RandomOtlpOptions { Profile = profile, Items = items, LargeValueBytes = 2000 }).Request(signal.Name()).ToByteArray());
            Assert.Equal(AppendStatus.Appended, result.Status);
            Check(tables.Builder.Seal(), payloads, seen);
        }

        // Every column there is was seen, apart from the columns that nobody fills.
        IEnumerable<string> all =
            from payload in payloads.EnumerateObject()
            where payload.Value.TryGetProperty("signals", out JsonElement signals) && signals.EnumerateArray().Any(s => s.GetString() == signal.Name())
            where payload.Value.TryGetProperty("fields", out _)
            from column in Columns(payload.Name, payload.Value.GetProperty("fields"))
            select column;
        Assert.Empty(all.Except(seen));
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void One_field_at_a_time_gives_tables_of_the_schema_too(Signal signal)
    {
        // The shapes that random messages do not have: one column beside the ones that are always there.
        JsonElement payloads = Payloads();
        using var tables = new TablesUnderTest(signal);
        foreach (FieldPath path in FieldPath.All(signal))
        {
            for (uint type = 0; type < 6; type++)
            {
                if (tables.Builder.Append(path.Request(WireBytes.Harmless(path.Field.FieldNumber, type))).Status == AppendStatus.Appended)
                {
                    Check(tables.Builder.Seal(), payloads, []);
                }
            }
        }

        tables.AssertClean();
    }

    [Fact]
    public void Payload_types_have_the_numbers_of_the_schema()
    {
        foreach (JsonProperty payload in Payloads().EnumerateObject())
        {
            Assert.Equal(payload.Value.GetProperty("number").GetInt32(), (int)Enum.Parse<PayloadType>(payload.Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true));
        }
    }

    private static JsonElement Payloads()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(TestData.Require("otap", "otap-schema.json")));
        return document.RootElement.GetProperty("payloads").Clone();
    }

    private static void Check(OtapBatch batch, JsonElement payloads, HashSet<string> seen)
    {
        foreach ((PayloadType type, RecordBatch table) in batch.Tables)
        {
            string name = payloads.EnumerateObject().Single(p => p.Value.GetProperty("number").GetInt32() == (int)type).Name;
            Assert.True(payloads.GetProperty(name).GetProperty("signals").EnumerateArray().Any(s => s.GetString() == batch.Signal.Name()), name);
            Assert.Equal(table.Schema.FieldsList.Count, table.Schema.FieldsList.Select(static f => f.Name).Distinct().Count());
            CheckFields(name, "", table.Schema.FieldsList, payloads.GetProperty(name).GetProperty("fields"), seen);
            foreach (JsonElement field in payloads.GetProperty(name).GetProperty("fields").EnumerateArray().Where(static f => f.GetProperty("required").GetBoolean()))
            {
                string column = field.GetProperty("name").GetString()!;
                if (!s_ids.Contains($"{name}.{column}") && table.Length > 0)
                {
                    Assert.True(table.Schema.FieldsList.Any(f => f.Name == column), $"{name}.{column} is missing");
                    Assert.True(table.Column(column).NullCount == 0, $"{name}.{column} has nulls");
                }
            }
        }

        batch.Release();
    }

    private static void CheckFields(string table, string prefix, IReadOnlyList<Field> fields, JsonElement known, HashSet<string> seen)
    {
        foreach (Field field in fields)
        {
            string path = prefix + field.Name;
            if (field.Name.StartsWith("ext.", StringComparison.Ordinal))
            {
                Assert.Contains(path, s_ownColumns);
                continue;
            }

            JsonElement expected = known.EnumerateArray().SingleOrDefault(k => k.GetProperty("name").GetString() == field.Name);
            Assert.True(expected.ValueKind == JsonValueKind.Object, $"{table}.{path} is not in the schema");
            CheckType($"{table}.{path}", field.DataType, expected, seen);
            seen.Add($"{table}.{path}");
        }
    }

    private static void CheckType(string column, IArrowType type, JsonElement expected, HashSet<string> seen)
    {
        if (type is DictionaryType dictionary)
        {
            Assert.True(expected.TryGetProperty("dictMinIndex", out JsonElement narrowest), $"{column} may not be a dictionary");
            Assert.False(dictionary.Ordered);
            ArrowTypeId[] allowed = narrowest.GetString() == "u8" ? [ArrowTypeId.UInt8, ArrowTypeId.UInt16] : [ArrowTypeId.UInt16];
            Assert.True(allowed.Contains(dictionary.IndexType.TypeId), $"{column} has {dictionary.IndexType.Name} indexes");
            type = dictionary.ValueType;
        }

        (bool fits, string table, string path) = (false, column[..column.IndexOf('.', StringComparison.Ordinal)], column[(column.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        switch (expected.GetProperty("type").GetString())
        {
            case "struct":
                fits = type is StructType;
                CheckFields(table, path + ".", ((StructType)type).Fields, expected.GetProperty("children"), seen);
                break;
            case "list":
                fits = type is ListType;
                var list = (ListType)type;
                Assert.Equal("item", list.ValueField.Name);
                JsonElement item = expected.GetProperty("item");
                if (item.GetProperty("type").GetString() == "struct")
                {
                    CheckFields(table, path + ".item.", ((StructType)list.ValueDataType).Fields, item.GetProperty("children"), seen);
                }
                else
                {
                    CheckType(column + ".item", list.ValueDataType, item, seen);
                }

                break;
            case string name:
                fits = name switch
                {
                    "u8" => type is UInt8Type,
                    "u16" => type is UInt16Type,
                    "u32" => type is UInt32Type,
                    "u64" => type is UInt64Type,
                    "i32" => type is Int32Type,
                    "i64" => type is Int64Type,
                    "f64" => type is DoubleType,
                    "bool" => type is BooleanType,
                    "utf8" => type is StringType,
                    "binary" => type is BinaryType,
                    "fsb8" => type is FixedSizeBinaryType { ByteWidth: 8 },
                    "fsb16" => type is FixedSizeBinaryType { ByteWidth: 16 },
                    "timestamp_ns" => type is TimestampType { Unit: TimeUnit.Nanosecond, Timezone: null or "UTC" },
                    "duration_ns" => type is DurationType { Unit: TimeUnit.Nanosecond },
                    _ => false,
                };
                break;
        }

        Assert.True(fits, $"{column} is {type.Name}, not {expected.GetProperty("type")}");
    }

    private static IEnumerable<string> Columns(string prefix, JsonElement fields)
    {
        foreach (JsonElement field in fields.EnumerateArray())
        {
            string path = prefix + "." + field.GetProperty("name").GetString();
            yield return path;
            if (field.TryGetProperty("children", out JsonElement children))
            {
                foreach (string child in Columns(path, children))
                {
                    yield return child;
                }
            }
        }
    }
}

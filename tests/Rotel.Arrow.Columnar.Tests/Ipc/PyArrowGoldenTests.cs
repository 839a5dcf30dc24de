using System.Globalization;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Streams written by Arrow C++, arrow-rs and polars (testdata arrow-pyarrow), with the values they hold.</summary>
public class PyArrowGoldenTests
{
    /// <summary>Names of types that the codec refuses, as the golden files write them.</summary>
    private static readonly string[] s_refused =
    [
        "date32", "date64", "time32", "time64", "decimal", "month_day_nano", "string_view", "binary_view", "fixed_size_list",
        "list_view", "large_list_view", "union", "run_end_encoded", "fixed_size_binary[0]",
    ];

    [Fact]
    public void Every_stream_of_supported_types_reads_equal_and_the_others_are_refused_by_name()
    {
        int equal = 0, refused = 0;
        foreach (string path in TestData.RequireFiles("arrow-pyarrow", "*.json"))
        {
            string stream = Path.ChangeExtension(path, ".arrows"), file = Path.ChangeExtension(path, ".arrow");
            if (path.Contains("hostile", StringComparison.Ordinal) || !(File.Exists(stream) || File.Exists(file)))
            {
                continue;
            }

            using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(path));
            ReadOnlyMemory<byte> bytes = File.Exists(stream) ? File.ReadAllBytes(stream) : InnerStream(File.ReadAllBytes(file));
            try
            {
                StreamRun run = StreamRun.Of(bytes);
                if (IsRefused(golden.RootElement.GetProperty("schema").GetProperty("fields")))
                {
                    Assert.Equal(IpcErrorCode.Unsupported, run.Error?.Code);
                    Assert.NotNull(run.Error!.Column);
                    Assert.Matches("type \\w+", run.Error.Message);
                    refused++;
                }
                else
                {
                    AssertEqual(golden.RootElement, run);
                    equal++;
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{Path.GetFileName(path)}: {e.Message}", e);
            }
        }

        Assert.True(equal >= 60 && refused >= 60, $"{equal} read, {refused} refused");
    }

    /// <summary>An IPC file holds a stream between its leading magic and its footer.</summary>
    private static ReadOnlyMemory<byte> InnerStream(byte[] file) => file.AsMemory(8);

    private static bool IsRefused(JsonElement fields)
    {
        // Only types are looked at: names and metadata may say anything.
        return fields.EnumerateArray().Any(static field => IsRefusedType(field.GetProperty("type")));
    }

    private static bool IsRefusedType(JsonElement type) => type.ValueKind switch
    {
        JsonValueKind.String => s_refused.Any(refused => type.GetString()!.StartsWith(refused, StringComparison.Ordinal)),
        JsonValueKind.Array => type.EnumerateArray().Any(IsRefusedType),
        JsonValueKind.Object => type.EnumerateObject().Any(static p =>
            s_refused.Contains(p.Name)
            || (p.Name is "list" or "large_list" or "key" or "value" or "index" or "storage" or "struct" or "map" or "dictionary" or "type"
                && IsRefusedType(p.Value))),
        _ => false,
    };

    private static void AssertEqual(JsonElement golden, StreamRun run)
    {
        Assert.Null(run.Error);
        AssertSchema(golden.GetProperty("schema"), run.Schema!);
        if (!golden.TryGetProperty("batches", out _))
        {
            AssertFormula(run);
            return;
        }

        JsonElement[] batches = [.. golden.GetProperty("batches").EnumerateArray()];
        Assert.Equal(batches.Length, run.Batches.Count);
        for (int b = 0; b < batches.Length; b++)
        {
            JsonElement[] columns = [.. batches[b].GetProperty("columns").EnumerateArray()];
            Assert.Equal(columns.Length, run.Batches[b].Length);
            for (int c = 0; c < columns.Length; c++)
            {
                IArrowType type = run.Schema!.FieldsList[c].DataType;
                string[] expected = [.. columns[c].EnumerateArray().Select(cell => ExpectedCells.Of(cell, type))];
                Assert.Equal(expected, run.Batches[b][c]);
            }
        }
    }

    /// <summary>The large cases name a formula instead of values: several blocks a frame.</summary>
    private static void AssertFormula(StreamRun run)
    {
        string[][] batch = Assert.Single(run.Batches);
        Assert.Equal(20_000, batch[0].Length);
        for (int row = 0; row < 20_000; row++)
        {
            Assert.Equal("0", batch[0][row]);
            Assert.Equal((row / 7).ToString(CultureInfo.InvariantCulture), batch[1][row]);
            Assert.Equal(IpcCells.Text($"row {row % 1000} of a longer compressible text"), batch[2][row]);
        }
    }

    private static void AssertSchema(JsonElement golden, Schema schema)
    {
        JsonElement[] fields = [.. golden.GetProperty("fields").EnumerateArray()];
        Assert.Equal(fields.Length, schema.FieldsList.Count);
        for (int i = 0; i < fields.Length; i++)
        {
            Assert.Equal(fields[i].GetProperty("name").GetString(), schema.FieldsList[i].Name);
            Assert.Equal(fields[i].GetProperty("nullable").GetBoolean(), schema.FieldsList[i].IsNullable);
            if (fields[i].TryGetProperty("metadata", out JsonElement metadata))
            {
                AssertMetadata(metadata, schema.FieldsList[i].Metadata);
            }
        }

        if (golden.TryGetProperty("metadata", out JsonElement all))
        {
            AssertMetadata(all, schema.Metadata);
        }
    }

    private static void AssertMetadata(JsonElement golden, IReadOnlyDictionary<string, string>? metadata)
    {
        if (golden.ValueKind != JsonValueKind.Array || golden.GetArrayLength() == 0)
        {
            return;
        }

        // The last value of a key counts.
        foreach (IGrouping<string?, JsonElement> pair in golden.EnumerateArray().GroupBy(static pair => pair[0].GetString()))
        {
            Assert.Equal(pair.Last()[1].GetString(), metadata![pair.Key!]);
        }
    }
}

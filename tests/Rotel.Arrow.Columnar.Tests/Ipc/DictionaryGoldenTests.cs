using System.Text.Json;
using Apache.Arrow.Types;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>Deltas and replacements written by the JavaScript implementation (testdata arrow/dictionaries).</summary>
public class DictionaryGoldenTests
{
    [Fact]
    public void Deltas_and_replacements_read_as_the_values_that_were_meant()
    {
        int streams = 0;
        foreach (string path in TestData.RequireFiles(Path.Combine("arrow", "dictionaries"), "*.stream"))
        {
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllBytes(path + ".expected.json"));
            StreamRun run = StreamRun.Of(File.ReadAllBytes(path));
            Assert.Null(run.Error);
            Assert.True(run.IsFinished);
            JsonElement[] batches = [.. golden.RootElement.GetProperty("batches").EnumerateArray()];
            Assert.Equal(batches.Length, run.Batches.Count);
            for (int b = 0; b < batches.Length; b++)
            {
                JsonElement columns = batches[b].GetProperty("columns");
                for (int c = 0; c < run.Schema!.FieldsList.Count; c++)
                {
                    IArrowType type = run.Schema.FieldsList[c].DataType;
                    JsonElement column = columns.GetProperty(run.Schema.FieldsList[c].Name);
                    string[] expected = [.. column.EnumerateArray().Select(cell => ExpectedCells.Of(cell, type))];
                    Assert.Equal(expected, run.Batches[b][c]);
                }
            }

            streams++;
        }

        Assert.True(streams >= 6);
    }
}

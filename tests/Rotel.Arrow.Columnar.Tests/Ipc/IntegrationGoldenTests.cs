using System.Globalization;
using System.Text.Json;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// The integration streams of the Arrow project (testdata arrow/integration): metadata V4 with the old framing, V5,
/// compression, shared dictionaries, the C++ writer of today.
/// </summary>
public class IntegrationGoldenTests
{
    [Theory]
    [InlineData("0.14.1", 3, 1)]
    [InlineData("0.17.1", 0, 1)]
    [InlineData("1.0.0-littleendian", 5, 2)]
    [InlineData("2.0.0-compression", 3, 0)]
    [InlineData("4.0.0-shareddict", 1, 0)]
    [InlineData("cpp-21.0.0", 13, 8)]
    public void Streams_of_supported_types_read_equal_and_the_others_are_refused_by_name(string version, int readable, int refusable)
    {
        int read = 0, refused = 0;
        foreach (string path in TestData.RequireFiles(Path.Combine("arrow", "integration", version), "*.stream"))
        {
            StreamRun run = StreamRun.Of(File.ReadAllBytes(path));
            if (run.Error is { } error)
            {
                Assert.Equal(IpcErrorCode.Unsupported, error.Code);
                Assert.Matches("type \\w+", error.Message);
                refused++;
                continue;
            }

            using var golden = new IntegrationJson(Path.ChangeExtension(path, ".json.gz"));
            JsonElement[] batches = golden.Batches;
            Assert.Equal(batches.Length, run.Batches.Count);
            for (int b = 0; b < batches.Length; b++)
            {
                JsonElement[] columns = [.. batches[b].GetProperty("columns").EnumerateArray()];
                for (int c = 0; c < columns.Length; c++)
                {
                    IArrowType type = run.Schema!.FieldsList[c].DataType;
                    string[] expected = golden.Cells(columns[c], golden.Fields[c], type);
                    AssertEqual(expected, run.Batches[b][c], type, $"{Path.GetFileName(path)}, batch {b}, {run.Schema.FieldsList[c].Name}");
                }
            }

            read++;
        }

        Assert.Equal((readable, refusable), (read, refused));
    }

    private static void AssertEqual(string[] expected, string[] actual, IArrowType type, string where)
    {
        Assert.Equal(expected.Length, actual.Length);
        bool isFloat = type is HalfFloatType or FloatType or DoubleType;
        for (int i = 0; i < expected.Length; i++)
        {
            bool isEqual = expected[i] == actual[i]
                || (isFloat
                    && expected[i] != IpcCells.Null
                    && actual[i] != IpcCells.Null
                    && Math.Abs(Number(expected[i]) - Number(actual[i])) <= 0.001 * Math.Max(1, Math.Abs(Number(expected[i]))));
            Assert.True(isEqual, $"{where}, cell {i}: {actual[i]}, expected {expected[i]}");
        }
    }

    private static double Number(string value) => double.Parse(value, CultureInfo.InvariantCulture);
}

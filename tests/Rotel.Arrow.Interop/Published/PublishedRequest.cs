using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop.Published;

/// <summary>One OTLP/JSON request of the published test data.</summary>
/// <param name="Name">File, and the case within it.</param>
/// <param name="Signal">traces, logs or metrics.</param>
/// <param name="Json">The request.</param>
internal sealed record PublishedRequest(string Name, string Signal, byte[] Json)
{
    /// <summary>
    /// All of them: the examples of OpenTelemetry and fluent-bit, fluent-bit's table of good and bad requests, and the
    /// Collector's golden files. Skips the running test where there is no test data.
    /// </summary>
    public static IReadOnlyList<PublishedRequest> RequireAll()
    {
        List<PublishedRequest> all = [];
        foreach (string file in TestData.RequireFiles(Path.Combine("otlp", "otlp-json")))
        {
            IEnumerable<string> documents = file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadLines(file) : [File.ReadAllText(file)];
            Add(all, file, documents.Where(static text => text.Length > 0).Select(System.Text.Encoding.UTF8.GetBytes));
        }

        foreach (string file in TestData.RequireFiles(Path.Combine("otlp", "pdata-golden")))
        {
            Add(all, file, PdataYaml.ReadJson(file));
        }

        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            string file = TestData.Require("otlp", "otlp-json-cases", $"fluent-bit_{signal}_cases.json");
            using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(file));
            all.AddRange(
                from entry in cases.RootElement.EnumerateObject()
                select new PublishedRequest(
                    $"{signal} {entry.Name}", signal, JsonSerializer.SerializeToUtf8Bytes(entry.Value.GetProperty("input"))));
        }

        return all;
    }

    private static void Add(List<PublishedRequest> all, string file, IEnumerable<byte[]> documents)
    {
        string name = Path.GetRelativePath(TestData.Require("otlp"), file);
        foreach (byte[] json in documents)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            string list = document.RootElement.EnumerateObject().Select(static property => property.Name)
                .First(static property => property.StartsWith("resource", StringComparison.Ordinal));
            string signal = list.EndsWith("Spans", StringComparison.OrdinalIgnoreCase) ? "traces"
                : list.EndsWith("Metrics", StringComparison.OrdinalIgnoreCase) ? "metrics" : "logs";
            all.Add(new PublishedRequest(name, signal, json));
        }
    }
}

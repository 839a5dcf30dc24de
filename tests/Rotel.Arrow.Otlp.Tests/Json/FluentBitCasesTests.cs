using System.Text.Json;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Json.JsonFixture;

namespace Rotel.Arrow.Otlp.Tests.Json;

/// <summary>
/// The decoding cases of fluent-bit. Where it refuses what OTLP lets pass, the case stands in
/// <see cref="LegalByTheSpecification"/> with the reason.
/// </summary>
public sealed class FluentBitCasesTests
{
    private const string MissingList = "a missing list is an empty one in protobuf JSON";
    private const string MissingName = "a missing string is an empty one in protobuf JSON";
    private const string EmptyId = "an empty id is an unset one; whether a span needs one is not a matter of decoding";

    private static readonly Dictionary<string, string> LegalByTheSpecification = new()
    {
        ["logs resourceLogs_missing"] = MissingList,
        ["logs resource_valid_scope_missing"] = MissingList,
        ["metrics invalid_resource_metrics_missing"] = MissingList,
        ["metrics invalid_metrics_missing"] = MissingList,
        ["metrics invalid_metric_name_missing"] = MissingName,
        ["metrics invalid_gauge_datapoints_missing"] = MissingList,
        ["metrics invalid_sum_datapoints_missing"] = MissingList,
        ["metrics invalid_summary_datapoints_missing"] = MissingList,
        ["traces resourceSpans_missing"] = MissingList,
        ["traces scopeSpans_missing"] = MissingList,
        ["traces trace_id_zero_length"] = EmptyId,
        ["traces span_id_zero_length"] = EmptyId,
        ["traces link_trace_id_zero_length"] = EmptyId,
        ["traces link_span_id_zero_length"] = EmptyId,
    };

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Cases_are_accepted_or_refused_as_fluent_bit_does_except_by_the_specification(Signal signal)
    {
        string file = TestData.Require("otlp", "otlp-json-cases", $"fluent-bit_{signal.Name()}_cases.json");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllText(file));
        var differences = new List<string>();
        foreach (JsonProperty entry in cases.RootElement.EnumerateObject())
        {
            bool refused = entry.Value.TryGetProperty("expected_error", out _);
            (OtlpJsonReadResult result, byte[] bytes) = TryRead(
                signal, JsonSerializer.SerializeToUtf8Bytes(entry.Value.GetProperty("input")));

            if ((result.Status == OtlpJsonStatus.Ok) == refused)
            {
                differences.Add($"{signal.Name()} {entry.Name}");
            }

            if (result.Status == OtlpJsonStatus.Ok)
            {
                Assert.Equal(Oracle.Parse(signal, bytes), Oracle.Parse(signal, Read(signal, Write(signal, bytes))));
                AssertHoldsTexts(entry, Write(signal, bytes));
            }
        }

        Assert.Equal(
            LegalByTheSpecification.Keys.Where(key => key.StartsWith(signal.Name(), StringComparison.Ordinal)).Order(),
            differences.Order());
    }

    /// <summary>What fluent-bit took from the input as text or as a name must be in what we took.</summary>
    private static void AssertHoldsTexts(JsonProperty entry, string json)
    {
        if (!entry.Value.TryGetProperty("expected", out JsonElement expected))
        {
            return;
        }

        foreach (string text in Texts(expected).Where(static text => text is not ("otlp" or "")))
        {
            Assert.True(json.Contains(text, StringComparison.OrdinalIgnoreCase), $"{entry.Name}: {text} is not in {json}");
        }
    }

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static property => Texts(property.Value)),
        _ => [],
    };
}

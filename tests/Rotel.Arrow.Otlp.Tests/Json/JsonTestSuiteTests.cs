using System.Text;
using System.Text.Json;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Json.JsonFixture;

namespace Rotel.Arrow.Otlp.Tests.Json;

/// <summary>The cases of nst/JSONTestSuite, as they are and as the value of an unknown key.</summary>
public sealed class JsonTestSuiteTests
{
    [Fact]
    public void Every_case_is_accepted_or_refused_as_the_suite_says_and_none_crashes()
    {
        string file = TestData.Require("otlp", "json-parsing", "jsontestsuite.jsonl");
        int cases = 0;
        foreach (string line in File.ReadLines(file))
        {
            using JsonDocument entry = JsonDocument.Parse(line);
            string name = entry.RootElement.GetProperty("name").GetString()!;
            string expect = entry.RootElement.GetProperty("expect").GetString()!;
            byte[] text = entry.RootElement.GetProperty("base64").GetBytesFromBase64();
            cases++;

            foreach (Signal signal in Enum.GetValues<Signal>())
            {
                TryRead(signal, text);
            }

            OtlpJsonStatus status = TryRead(Signal.Logs, [.. "{\"unknown\":"u8, .. text, .. "}"u8]).Result.Status;
            if (expect != "implementation-defined")
            {
                Assert.True((status == OtlpJsonStatus.Ok) == (expect == "accept"), $"{name}: {status}");
            }
        }

        Assert.True(cases > 150, $"{cases} cases");
    }

    [Fact]
    public void The_two_giant_nestings_are_refused()
    {
        byte[] brackets = Encoding.ASCII.GetBytes(new string('[', 100_000));
        byte[] mixed = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("[{\"\":", 50_000)) + "\n");

        foreach (byte[] text in new[] { brackets, mixed })
        {
            Assert.Equal(OtlpJsonStatus.Malformed, TryRead(Signal.Metrics, text).Result.Status);
            Assert.Equal(OtlpJsonStatus.Malformed, TryRead(Signal.Metrics, [.. "{\"unknown\":"u8, .. text]).Result.Status);
        }
    }
}

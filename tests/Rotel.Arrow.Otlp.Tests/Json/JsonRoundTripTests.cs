using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Json.JsonFixture;

namespace Rotel.Arrow.Otlp.Tests.Json;

public sealed class JsonRoundTripTests
{
    /// <summary>Examples of senders that do what OTLP/JSON forbids: here, ids in base64.</summary>
    private static readonly Dictionary<string, string> RefusedByTheSpecification = new()
    {
        ["out_test_logs_metadata_001.in.json"] = "resourceLogs[0].scopeLogs[0].logRecords[0].traceId: expected 32 hex digits",
    };

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Protobuf_to_JSON_and_back_loses_nothing(Signal signal)
    {
        var random = new RandomOtlp(70, RandomOtlpOptions.Edge with { Items = 10, LargeValueBytes = 5000 });
        for (int i = 0; i < 100; i++)
        {
            IMessage message = random.Request(signal.Name());

            string json = Write(signal, message.ToByteArray());
            byte[] back = Read(signal, json);

            Assert.Equal(message, Oracle.Parse(signal, back));
            Assert.Equal(json, Write(signal, back));
        }
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void What_is_read_from_JSON_is_as_short_as_what_the_generated_classes_write(Signal signal)
    {
        byte[] bytes = new RandomOtlp(71, RandomOtlpOptions.Realistic).Request(signal.Name()).ToByteArray();

        Assert.Equal(bytes, Read(signal, Write(signal, bytes)));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(63)]
    public void Values_nested_to_the_cap_survive(int depth)
    {
        var request = new ExportLogsServiceRequest
        {
            ResourceLogs =
            {
                new ResourceLogs
                {
                    ScopeLogs =
                    {
                        new ScopeLogs
                        {
                            LogRecords =
                            {
                                new LogRecord { Attributes = { new Proto.Common.V1.KeyValue { Value = RandomOtlp.Nested(depth) } } },
                            },
                        },
                    },
                },
            },
        };

        Assert.Equal(request, Oracle.Parse(Signal.Logs, Read(Signal.Logs, Write(Signal.Logs, request.ToByteArray()))));
    }

    [Fact]
    public void The_published_examples_survive_JSON_to_protobuf_to_JSON()
    {
        int read = 0;
        foreach (string file in TestData.RequireFiles(Path.Combine("otlp", "otlp-json")))
        {
            foreach (string json in file.EndsWith(".jsonl", StringComparison.Ordinal) ? File.ReadAllLines(file) : [File.ReadAllText(file)])
            {
                if (json.Length == 0)
                {
                    continue;
                }

                string folded = json.Replace("_", "", StringComparison.Ordinal);
                Signal signal = folded.Contains("resourceSpans", StringComparison.OrdinalIgnoreCase) ? Signal.Traces
                    : folded.Contains("resourceMetrics", StringComparison.OrdinalIgnoreCase) ? Signal.Metrics : Signal.Logs;
                if (RefusedByTheSpecification.TryGetValue(Path.GetFileName(file), out string? error))
                {
                    Assert.Equal(error, Error(signal, json));
                    continue;
                }

                byte[] bytes = Read(signal, json);
                string again = Write(signal, bytes);

                Assert.True(Oracle.Count(Oracle.Parse(signal, bytes)) > 0, file);
                Assert.Equal(Oracle.Parse(signal, bytes), Oracle.Parse(signal, Read(signal, again)));
                read++;
            }
        }

        Assert.True(read >= 9, $"{read} requests");
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public async Task The_reference_implementation_reads_our_JSON_and_we_read_its(Signal signal)
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        var random = new RandomOtlp(72, RandomOtlpOptions.Edge with { Items = 40, StringIndexes = false });
        byte[] bytes = random.Request(signal.Name()).ToByteArray();
        string name = signal.Name();
        string original = folder.Of(name + ".pb");
        await File.WriteAllBytesAsync(original, bytes);
        string ours = folder.Of(name + "-ours.json");
        await File.WriteAllTextAsync(ours, Write(signal, bytes));
        string theirs = folder.Of(name + "-theirs.json");

        await Peers.RunSuccessfullyAsync("otlp", "convert", original, "--out", theirs);

        await OtlpDiff.AssertEqualAsync(original, ours);
        string back = folder.Of(name + "-back.pb");
        await File.WriteAllBytesAsync(back, Read(signal, Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(theirs))));
        await OtlpDiff.AssertEqualAsync(original, back);
    }
}

using System.Text.Json;
using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;

namespace Rotel.Arrow.Testing.Tests;

/// <summary>Our definition files and the helpers around processes, against the reference implementation.</summary>
public sealed class PeersTests
{
    static readonly Dictionary<string, MessageParser> s_parsers = new()
    {
        ["traces"] = ExportTraceServiceRequest.Parser,
        ["logs"] = ExportLogsServiceRequest.Parser,
        ["metrics"] = ExportMetricsServiceRequest.Parser,
    };

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task Our_definitions_know_every_field_that_the_reference_writes(string signal)
    {
        using TemporaryFolder folder = new();
        await Peers.RunSuccessfullyAsync(
            "otlp", "gen", "--signal", signal, "--items", "300", "--profile", "edge", "--out", folder.Of("sent.pb"));
        byte[] sent = File.ReadAllBytes(folder.Of("sent.pb"));
        IMessage known = s_parsers[signal].WithDiscardUnknownFields(true).ParseFrom(sent);

        // Without unknown fields the bytes would be shorter if the reference had one that we do not.
        Assert.Equal(s_parsers[signal].ParseFrom(sent).CalculateSize(), known.CalculateSize());
        await OtlpDiff.AssertEqualAsync(folder.Of("sent.pb"), OtlpDiff.Write(folder.CreateFolder("read"), [known]));
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("logs")]
    [InlineData("metrics")]
    public async Task The_reference_reads_random_edge_requests_as_equal_to_themselves_and_sees_a_loss(string signal)
    {
        RandomOtlp random = new(11, RandomOtlpOptions.Edge with { Items = 100 });
        IMessage first = random.Request(signal);
        IMessage second = random.Request(signal);
        await OtlpDiff.AssertEqualAsync([first, second], [second, first]);

        using TemporaryFolder folder = new();
        string both = OtlpDiff.Write(folder.CreateFolder("both"), [first, second]);
        string one = OtlpDiff.Write(folder.CreateFolder("one"), [first]);
        string? differences = await OtlpDiff.FindAsync(both, one);
        Assert.Contains("lost", differences, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_tells_its_endpoints_and_its_summary_when_it_is_stopped()
    {
        using TemporaryFolder folder = new();
        await using PeerServer sink = await Peers.StartSinkAsync(folder.CreateFolder("received"));
        await Peers.RunSuccessfullyAsync("otlp", "gen", "--signal", "logs", "--items", "7", "--out", folder.Of("logs.pb"));
        await Peers.RunSuccessfullyAsync("otlp", "send", "--quiet", "--to", sink.Grpc, folder.Of("logs.pb"));
        await Peers.RunSuccessfullyAsync("otlp", "send", "--quiet", "--proto", "http", "--to", sink.Http, folder.Of("logs.pb"));

        JsonElement? summary = await sink.StopAsync();

        Assert.NotNull(summary);
        Assert.Contains("14", summary.Value.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.Of("received"), "*.pb").Length);
        Assert.Equal(0, sink.Process.ExitCode);
    }

    [Fact]
    public async Task A_command_that_fails_gives_its_exit_code_and_its_text()
    {
        PeerResult result = await Peers.RunAsync("otlp", "diff", "/nowhere/a.pb", "/nowhere/b.pb");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error", result.StandardError, StringComparison.OrdinalIgnoreCase);
    }
}

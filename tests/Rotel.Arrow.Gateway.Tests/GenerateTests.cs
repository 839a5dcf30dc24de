using Rotel.Arrow.Gateway.Generate;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Tests;

/// <summary><c>rotel-arrow generate</c>: what it sends, and what it says when it cannot.</summary>
public sealed class GenerateTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    public async Task Everything_it_says_it_sent_was_accepted_and_stands_in_the_files(string protocol)
    {
        using var folder = new TemporaryFolder();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "parquet", "--parquet-exporter-directory", folder.Of("data"));
        string endpoint = "http://" + (protocol == "grpc" ? gateway.Grpc : gateway.Http);
        await using ChildProcess generate = GatewayProcess.Launch(["generate", "--endpoint", endpoint, "--protocol", protocol, "--count", "150", "--seed", "7"]);
        Assert.Equal(0, await generate.WaitForExitAsync(Limit));
        string summary = Assert.Single(generate.StandardOutput);
        Assert.Equal(0, await gateway.StopAsync());

        string[] words = summary.Split(' ');
        Assert.Contains($"accepted {words[1]} spans", gateway.Output, StringComparison.Ordinal);
        Assert.Contains($"accepted {words[3]} log records", gateway.Output, StringComparison.Ordinal);
        Assert.Contains($"accepted {words[7]} data points", gateway.Output, StringComparison.Ordinal);
        Assert.EndsWith("(seed 7)", summary, StringComparison.Ordinal);
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            Assert.NotEmpty(Directory.GetFiles(folder.Of("data", signal), "*.parquet", SearchOption.AllDirectories));
        }
    }

    [Fact]
    public async Task Only_the_signals_that_are_asked_for_are_sent()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "blackhole");
        await using ChildProcess generate = GatewayProcess.Launch(
            ["generate", "--endpoint", "http://" + gateway.Grpc, "--signals", "logs", "--duration", "100ms", "--rate", "40"]);
        Assert.Equal(0, await generate.WaitForExitAsync(Limit));
        string summary = Assert.Single(generate.StandardOutput);
        Assert.StartsWith("sent 0 spans, ", summary, StringComparison.Ordinal);
        Assert.Contains(" and 0 data points ", summary, StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 log records", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_it_says_how_to_start_a_gateway()
    {
        await using ChildProcess generate = GatewayProcess.Launch(["generate", "--endpoint", "http://127.0.0.1:1", "--count", "5"]);
        Assert.Equal(1, await generate.WaitForExitAsync(Limit));
        Assert.Contains(generate.StandardError, static line => line.Contains("start a gateway (rotel-arrow start)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--count x", "--count: 'x' is not a whole number from 1")]
    [InlineData("--count 5 --duration 1s", "--count and --duration exclude each other")]
    [InlineData("--duration soon", "--duration: 'soon' is not a duration")]
    [InlineData("--protocol udp", "--protocol: 'udp' is neither grpc nor http")]
    [InlineData("--signals spans", "--signals: 'spans' is not one of traces, metrics, logs")]
    [InlineData("--endpoint http://user:secret@h", "--endpoint: user name and password do not belong")]
    [InlineData("--seed -1", "--seed")]
    [InlineData("--counts 5", "--counts is no option of generate")]
    public async Task Mistakes_name_the_option(string arguments, string message)
    {
        await using ChildProcess generate = GatewayProcess.Launch(["generate", .. arguments.Split(' ')]);
        Assert.Equal(2, await generate.WaitForExitAsync(Limit));
        Assert.Contains(message, string.Join('\n', generate.StandardError), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bytes_and_they_are_valid_OTLP()
    {
        using var pool = new SlabPool(new ByteBudget(64 << 20), track: true);
        Assert.Equal(Play(pool, 42), Play(pool, 42));
        Assert.NotEqual(Play(pool, 42), Play(pool, 43));
        pool.AssertNoLeaks();
    }

    [Fact]
    public void Spans_of_a_trace_form_a_tree_and_end_after_they_began()
    {
        var shop = new ShopSimulation(new SeededSource(3));
        for (int i = 0; i < 500; i++)
        {
            (IReadOnlyList<GeneratedSpan> spans, IReadOnlyList<GeneratedLog> logs) = shop.Play(1_700_000_000_000_000_000);
            Assert.Single(spans, static span => span.ParentSpanId.Length == 0);
            Assert.All(spans, span =>
            {
                Assert.True(span.EndUnixNanos >= span.StartUnixNanos, span.Name);
                GeneratedSpan? parent = spans.FirstOrDefault(s => s.SpanId == span.ParentSpanId);
                Assert.True(parent is not null || span.ParentSpanId.Length == 0);
                Assert.True(parent is null || (parent.StartUnixNanos <= span.StartUnixNanos && parent.EndUnixNanos >= span.EndUnixNanos), span.Name);
            });
            Assert.All(logs, log => Assert.Contains(log.Span, spans));
        }
    }

    private static string Play(SlabPool pool, ulong seed)
    {
        var shop = new ShopSimulation(new SeededSource(seed));
        var metrics = new ShopMetrics(new SeededSource(seed), 1000);
        List<GeneratedSpan> spans = [];
        List<GeneratedLog> logs = [];
        for (int i = 0; i < 50; i++)
        {
            (IReadOnlyList<GeneratedSpan> played, IReadOnlyList<GeneratedLog> written) = shop.Play(1_700_000_000_000_000_000 + i);
            spans.AddRange(played);
            logs.AddRange(written);
            foreach (GeneratedSpan span in played)
            {
                metrics.Observe(span);
            }
        }

        return string.Join(' ', Bytes(TelemetryMessage.OfSpans(spans, pool)), Bytes(TelemetryMessage.OfLogs(logs, pool)), Bytes(metrics.Collect(5000, pool)));
    }

    private static string Bytes(OtlpBytes message)
    {
        ReadOnlyMemory<byte> bytes = message[0];
        Assert.Equal((true, message.ItemCount), Validate(message.Signal, bytes.Span));
        string hex = Convert.ToHexString(bytes.Span);
        message.Release();
        return hex;
    }

    private static (bool Valid, int Items) Validate(Signal signal, ReadOnlySpan<byte> bytes)
    {
        OtlpValidation result = OtlpValidator.Validate(signal, bytes);
        return (result.Validity == OtlpValidity.Ok, result.ItemCount);
    }
}

using System.Net;
using System.Text;
using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Gateway.Tests;

/// <summary>The life of the real process: start, what it tells, stop.</summary>
public sealed class GatewayLifeTests
{
    private const string OneLog = """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
        "scopeLogs":[{"logRecords":[{"severityNumber":9,"body":{"stringValue":"hello"}}]}]}]}
        """;

    private static readonly HttpClient Client = new();

    [Fact]
    public async Task Without_exporters_it_listens_on_loopback_prints_what_arrives_and_keeps_it_as_Parquet()
    {
        using var folder = new TemporaryFolder();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync([], null, folder.FullPath);
        Assert.StartsWith("127.0.0.1:", gateway.Grpc, StringComparison.Ordinal);
        Assert.Contains("duckdb -c \"SELECT", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("to send telemetry on instead: rotel-arrow start --otlp-exporter-endpoint URL", gateway.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        await gateway.Process.WaitForLineAsync(
            static line => line.Contains("1 log record", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Contains(gateway.Process.StandardOutput, static line => line.Contains("shop", StringComparison.Ordinal));

        string file = Assert.Single(Directory.GetFiles(folder.Of("rotel-data"), "*.parquet", SearchOption.AllDirectories));
        await using ChildProcess inspect = GatewayProcess.Launch(["parquet", "inspect", file]);
        Assert.Equal(0, await inspect.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(inspect.StandardOutput, static line => line.Contains("service_name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_delivered_acks_kill_9_loses_nothing_that_was_acknowledged_and_the_next_start_removes_the_rest()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "--exporter", "parquet", "--parquet-exporter-directory", folder.Of("data"), "--ack", "delivered",
            "--batch-timeout", "10ms", "--parquet-exporter-roll-interval",
        ];
        await using (GatewayProcess gateway = await GatewayProcess.StartAsync([.. arguments, "200ms"]))
        {
            Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
            await gateway.KillAsync();
        }

        string acknowledged = Assert.Single(Directory.GetFiles(folder.Of("data"), "*.parquet", SearchOption.AllDirectories));
        string torn = Path.Combine(Path.GetDirectoryName(acknowledged)!, ".logs-torn.parquet.tmp");
        await File.WriteAllTextAsync(torn, "PAR1", TestContext.Current.CancellationToken);
        await using GatewayProcess next = await GatewayProcess.StartAsync([.. arguments, "1h"]);
        Assert.Contains("removed 1 unfinished files of 4 bytes", next.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(torn));
        Assert.Equal(0, await next.StopAsync());
    }

    [Fact]
    public async Task Kill_9_in_the_middle_of_a_file_leaves_whole_files_only_and_the_next_start_cleans_up()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--exporter", "parquet", "--parquet-exporter-directory", folder.Of("data"), "--parquet-exporter-roll-interval", "150ms"];
        await using (GatewayProcess gateway = await GatewayProcess.StartAsync(arguments))
        {
            await using ChildProcess generate = GatewayProcess.Launch(
                ["generate", "--endpoint", "http://" + gateway.Grpc, "--duration", "30s", "--rate", "500"]);
            while (!Directory.Exists(folder.Of("data", "traces"))
                || !Directory.EnumerateFiles(folder.Of("data", "traces"), "traces-*.parquet", SearchOption.AllDirectories).Skip(1).Any())
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            await gateway.KillAsync();
        }

        string[] files = Directory.GetFiles(folder.Of("data"), "*.parquet", SearchOption.AllDirectories);
        await using ChildProcess inspect = GatewayProcess.Launch(["parquet", "inspect", "--pages", .. files]);
        Assert.Equal(0, await inspect.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        await using GatewayProcess next = await GatewayProcess.StartAsync(arguments);
        Assert.Equal(0, await next.StopAsync());
        Assert.Empty(Directory.GetFiles(folder.Of("data"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Damaged_Parquet_files_are_told_by_name_and_the_others_are_still_shown()
    {
        using var folder = new TemporaryFolder();
        string damaged = folder.Of("damaged.parquet");
        await File.WriteAllTextAsync(damaged, "no Parquet at all", TestContext.Current.CancellationToken);
        await using ChildProcess inspect = GatewayProcess.Launch(["parquet", "inspect", damaged, folder.Of("missing.parquet")]);
        Assert.Equal(1, await inspect.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(inspect.StandardError, static line => line.Contains("damaged.parquet: ", StringComparison.Ordinal));
        Assert.Contains(inspect.StandardError, static line => line.Contains("missing.parquet: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_recording_of_a_stream_is_told_by_name()
    {
        using var folder = new TemporaryFolder();
        string damaged = folder.Of("bars.bin");
        await File.WriteAllTextAsync(damaged, "no stream at all", TestContext.Current.CancellationToken);
        await using ChildProcess dump = GatewayProcess.Launch(["otap", "dump", "--rows", damaged, folder.Of("missing.bin")]);
        Assert.Equal(1, await dump.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Contains(dump.StandardError, static line => line.Contains("bars.bin: ", StringComparison.Ordinal));
        Assert.Contains(dump.StandardError, static line => line.Contains("missing.bin: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_start_tells_version_memory_and_where_each_signal_goes()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--exporters", "a:blackhole,b:blackhole", "--exporters-traces", "a,b", "--exporters-logs", "b", "--memory-limit", "100MiB");
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Matches(@"rotel-arrow \d+\.\d+\.\d+\S* starting", gateway.Output);
        Assert.Contains("memory for telemetry in flight: 87.5 MiB of a limit of 100 MiB, as configured", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("traces go to a, b", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("metrics go to no exporter and are not accepted", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("logs go to b", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_delivers_what_was_accepted_and_reports_it()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--exporter", "debug", "--debug-log-verbosity", "detailed", "--batch-timeout", "1h");
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        Assert.Empty(gateway.Process.StandardOutput);
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Contains("accepted 1 log records in 1 requests", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("debug delivered 1 log records, dropped 0", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("stopped after", gateway.Output, StringComparison.Ordinal);
        Assert.Contains(gateway.Process.StandardOutput, static line => line.Contains("hello", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_exporters_get_the_signals_that_are_routed_to_them()
    {
        using var folder = new TemporaryFolder();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--exporters", "one:file,two:file", "--exporters-traces", "one", "--exporters-logs", "two", "--exporters-metrics", "one,two"],
            new Dictionary<string, string?>
            {
                ["ROTEL_EXPORTER_ONE_OUTPUT_DIR"] = folder.Of("one"),
                ["ROTEL_EXPORTER_TWO_OUTPUT_DIR"] = folder.Of("two"),
            });
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Contains("hello", await File.ReadAllTextAsync(folder.Of("two", "logs.jsonl")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Of("one"), "logs.jsonl"));
    }

    [Fact]
    public async Task An_exporter_that_cannot_start_stops_the_start_with_its_reason()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Of("occupied"), "");
        await using ChildProcess process = GatewayProcess.Launch(
            ["start", "--exporter", "file", "--file-exporter-output-dir", folder.Of("occupied"), "--otlp-grpc-endpoint", "127.0.0.1:0",
                "--otlp-http-endpoint", "127.0.0.1:0"]);
        Assert.Equal(1, await process.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        string text = string.Join('\n', process.StandardError);
        Assert.Contains("cannot start: ", text, StringComparison.Ordinal);
        Assert.Contains(folder.Of("occupied"), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stop_that_cannot_deliver_says_what_was_lost_and_fails()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--otlp-exporter-endpoint", "http://127.0.0.1:9", "--shutdown-timeout", "300ms", "--batch-timeout", "10ms");
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        Assert.Equal(1, await gateway.StopAsync());
        Assert.Contains("1 in 1 batches were lost by this stop", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_signal_gives_up_what_is_not_delivered()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--otlp-exporter-endpoint", "http://127.0.0.1:9", "--shutdown-timeout", "10m", "--batch-timeout", "10ms");
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        gateway.Process.Terminate();
        await gateway.Process.WaitForLineAsync(
            static line => line.Contains("delivery goes on for at most 10m", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal(1, await gateway.StopAsync());
        Assert.Contains("again: giving up what is not delivered", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGUSR1_sends_everything_on_its_way_at_once()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            "--exporter", "debug", "--debug-log-verbosity", "detailed", "--batch-timeout", "1h");
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        gateway.Process.Signal(10);
        await gateway.Process.WaitForLineAsync(
            static line => line.Contains("SIGUSR1: everything was delivered and flushed", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await gateway.Process.WaitForLineAsync(static line => line.Contains("hello", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_option()
    {
        await using GatewayProcess first = await GatewayProcess.StartAsync("--exporter", "blackhole");
        await using ChildProcess second = GatewayProcess.Launch(
            ["start", "--exporter", "blackhole", "--otlp-grpc-endpoint", first.Grpc, "--otlp-http-endpoint", "127.0.0.1:0"]);
        Assert.Equal(1, await second.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        string text = string.Join('\n', second.StandardError);
        Assert.Contains("cannot start: ", text, StringComparison.Ordinal);
        Assert.Contains("--otlp-grpc-endpoint", text, StringComparison.Ordinal);
        Assert.Contains($"{first.Grpc} is already in use", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_can_be_JSON()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "blackhole", "--log-format", "json");
        Assert.Equal(0, await gateway.StopAsync());
        Assert.NotEmpty(gateway.Process.StandardError);
        Assert.All(gateway.Process.StandardError, static line =>
        {
            using JsonDocument json = JsonDocument.Parse(line);
            Assert.True(json.RootElement.TryGetProperty("message", out _));
        });
    }

    [Fact]
    public async Task A_secret_of_the_environment_is_not_in_the_log()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--otlp-exporter-endpoint", "http://127.0.0.1:9", "--log-level", "trace", "--shutdown-timeout", "100ms", "--batch-timeout", "10ms"],
            new Dictionary<string, string?> { ["ROTEL_OTLP_EXPORTER_CUSTOM_HEADERS"] = "x-token=hunter2" });
        Assert.Equal(HttpStatusCode.OK, await SendLogAsync(gateway));
        await gateway.StopAsync();
        Assert.DoesNotContain("hunter2", gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signals_that_no_exporter_takes_are_refused()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync("--exporter", "blackhole", "--otlp-receiver-logs-disabled");
        Assert.Equal(HttpStatusCode.NotFound, await SendLogAsync(gateway));
        Assert.Equal(0, await gateway.StopAsync());
    }

    private static async Task<HttpStatusCode> SendLogAsync(GatewayProcess gateway)
    {
        using var body = new StringContent(OneLog, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Client.PostAsync(new Uri($"http://{gateway.Http}/v1/logs"), body);
        return response.StatusCode;
    }
}

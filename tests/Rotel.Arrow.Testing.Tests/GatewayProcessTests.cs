using System.Runtime.Versioning;

namespace Rotel.Arrow.Testing.Tests;

/// <summary>The helper against a stand-in program that prints what the gateway prints.</summary>
[SupportedOSPlatform("linux")]
public sealed class GatewayProcessTests : IDisposable
{
    const string Script = """
        #!/bin/sh
        trap 'echo stopped; exit 4' TERM
        echo "arguments: $*"
        env | grep '^ROTEL_' | sed 's/^/variable: /'
        echo "info: OTLP/gRPC listening on 127.0.0.1:4711" >&2
        echo "info: OTLP/HTTP listening on 127.0.0.1:4712" >&2
        while :; do sleep 0.05; done
        """;

    readonly TemporaryFolder _folder = new();
    readonly string? _before = Environment.GetEnvironmentVariable("ROTEL_GATEWAY");

    public GatewayProcessTests()
    {
        string program = _folder.Of("rotel-arrow");
        File.WriteAllText(program, Script + "\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Environment.SetEnvironmentVariable("ROTEL_GATEWAY", program);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ROTEL_GATEWAY", _before);
        _folder.Dispose();
    }

    [Fact]
    public async Task It_waits_for_both_listeners_and_takes_free_ports_unless_told_otherwise()
    {
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            ["--exporter", "blackhole", "--otlp-http-endpoint=127.0.0.1:4712"],
            new Dictionary<string, string?> { ["ROTEL_BATCH_MAX_SIZE"] = "7" });

        Assert.Equal("127.0.0.1:4711", gateway.Grpc);
        Assert.Equal("127.0.0.1:4712", gateway.Http);
        Assert.Contains(
            "arguments: start --exporter blackhole --otlp-http-endpoint=127.0.0.1:4712 --otlp-grpc-endpoint 127.0.0.1:0",
            gateway.Process.StandardOutput);

        // Its own environment is given on, the test's is not (ROTEL_GATEWAY is set here).
        Assert.Equal(
            ["variable: ROTEL_BATCH_MAX_SIZE=7"],
            gateway.Process.StandardOutput.Where(static line => line.StartsWith("variable:", StringComparison.Ordinal)));
        Assert.True(gateway.ResidentBytes() > 0);
        Assert.True(gateway.ResidentBytes(peak: true) > 0);
    }

    [Fact]
    public async Task Stop_gives_its_exit_code_and_kill_gives_it_no_time()
    {
        await using GatewayProcess stopped = await GatewayProcess.StartAsync();
        Assert.Equal(4, await stopped.StopAsync());
        Assert.Contains("stopped", stopped.Output, StringComparison.Ordinal);

        await using GatewayProcess killed = await GatewayProcess.StartAsync();
        await killed.KillAsync();
        Assert.Equal(137, killed.Process.ExitCode);
        Assert.DoesNotContain("stopped", killed.Output, StringComparison.Ordinal);
    }
}

using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Gateway.Tests;

/// <summary>The gateway with a bucket of a real S3 server.</summary>
public sealed class ObjectStorageTests
{
    [Fact]
    public async Task Telemetry_lies_in_the_bucket_after_a_stop_and_nothing_is_left_on_the_local_disk()
    {
        Peers.Require();
        using var folder = new TemporaryFolder();
        await using PeerServer server = await Peers.StartAsync("s3", "--bucket", "lake", "--dir", folder.CreateFolder("objects"));
        string endpoint = server.Endpoints.Values.First();
        Dictionary<string, string?> credentials = new()
        {
            ["AWS_ACCESS_KEY_ID"] = "peers", ["AWS_SECRET_ACCESS_KEY"] = "peers-secret", ["AWS_PROFILE"] = null, ["AWS_REGION"] = null,
        };
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
            [
                "--exporter", "parquet", "--parquet-exporter-directory", "s3://lake/telemetry", "--parquet-exporter-staging-directory", folder.Of("staging"),
                "--parquet-exporter-s3-endpoint", endpoint, "--parquet-exporter-s3-path-style", "--parquet-exporter-roll-interval", "1h",
            ],
            credentials);
        await using ChildProcess generate = GatewayProcess.Launch(["generate", "--endpoint", "http://" + gateway.Grpc, "--count", "50"]);
        Assert.Equal(0, await generate.WaitForExitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(0, await gateway.StopAsync());

        Assert.Empty(Directory.GetFiles(folder.Of("staging"), "*.parquet*", SearchOption.AllDirectories));
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            Assert.Contains(
                Directory.GetFiles(folder.Of("objects"), "*.parquet", SearchOption.AllDirectories),
                path => path.Contains($"/telemetry/{signal}/date=", StringComparison.Ordinal));
        }
    }
}

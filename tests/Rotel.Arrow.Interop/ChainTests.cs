using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop;

/// <summary>
/// Scenario: the reference implementation generates telemetry with every field and extreme value, sends it over each
/// protocol, receives it at the other end and compares. Guarantee: nothing differs, whatever form the gateway holds it
/// in, and however it is merged, split and compressed.
/// </summary>
public sealed class ChainTests(GeneratedTelemetry telemetry) : IClassFixture<GeneratedTelemetry>
{
    [Theory]
    [InlineData("grpc", "auto", "none")]
    [InlineData("grpc", "columns", "gzip")]
    [InlineData("http", "auto", "zstd")]
    [InlineData("http", "columns", "none")]
    [InlineData("http-json", "auto", "gzip")]
    [InlineData("http-json", "columns", "zstd")]
    public async Task Every_signal_over_every_protocol_arrives_merged_into_batches_without_a_difference(
        string protocol, string pdata, string compression)
    {
        Peers.Require();
        await using Chain chain = await Chain.StartAsync(
            protocol, "--pdata", pdata, "--otlp-exporter-compression", compression, "--batch-timeout", "1h");
        await SendAllAsync(chain);
        await chain.StopAsync();

        Assert.Equal(3, Directory.GetFiles(chain.Received).Length);
        await AssertNothingDiffersAsync(chain, pdata);
    }

    [Theory]
    [InlineData("grpc", "auto")]
    [InlineData("http", "columns")]
    [InlineData("http-json", "columns")]
    public async Task Requests_that_are_larger_than_a_batch_arrive_split_without_a_difference(string protocol, string pdata)
    {
        Peers.Require();
        await using Chain chain = await Chain.StartAsync(protocol, "--pdata", pdata, "--batch-max-size", "50", "--batch-timeout", "1h");
        await SendAllAsync(chain);
        await chain.StopAsync();

        // 720 items of each signal: no fewer than 15 requests.
        Assert.True(Directory.GetFiles(chain.Received).Length >= 45);
        await AssertNothingDiffersAsync(chain, pdata);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("columns")]
    public async Task Compressed_requests_without_batching_arrive_one_for_one_without_a_difference(string pdata)
    {
        Peers.Require();
        await using Chain chain = await Chain.StartAsync("grpc", "--pdata", pdata, "--disable-batching");
        await SendAllAsync(chain, "--gzip");
        await SendAllAsync(chain, "--zstd");
        await chain.StopAsync();

        Assert.Equal(36, Directory.GetFiles(chain.Received).Length);
        using var twice = new TemporaryFolder();
        foreach (string file in GeneratedTelemetry.Protocols.SelectMany(telemetry.FilesFor))
        {
            File.Copy(file, twice.Of(Path.GetFileName(file)));
            File.Copy(file, twice.Of(Path.GetFileNameWithoutExtension(file) + "-again.pb"));
        }

        await OtlpDiff.AssertEqualAsync(twice.FullPath, chain.Received, Options(pdata));
    }

    private async Task SendAllAsync(Chain chain, params IReadOnlyList<string> options)
    {
        foreach (string protocol in GeneratedTelemetry.Protocols)
        {
            await chain.SendAsync(protocol, telemetry.FilesFor(protocol), options);
        }
    }

    private Task AssertNothingDiffersAsync(Chain chain, string pdata) =>
        OtlpDiff.AssertEqualAsync(telemetry.Folder, chain.Received, Options(pdata));

    /// <summary>Columns hold items: a resource or scope without any has no row (docs/delivery.md has what may be left out).</summary>
    private static string[] Options(string pdata) => pdata == "columns" ? ["--ignore-empty-containers"] : [];
}

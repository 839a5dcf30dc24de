using System.Net;
using System.Text;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Gateway.Tests;

/// <summary>The real process and the real server: tables made by the command, filled through the gateway.</summary>
public sealed class ClickHouseGatewayTests
{
    private const string OneLog = """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
        "scopeLogs":[{"logRecords":[{"timeUnixNano":"1767323045000000000","severityNumber":9,"body":{"stringValue":"hello"},
        "attributes":[{"key":"http.status","value":{"intValue":"503"}}]}]}]}]}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly HttpClient Client = new();

    [Fact]
    public async Task Tables_made_by_the_command_are_filled_by_the_gateway_and_an_acknowledged_record_can_be_queried()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        string[] where = ["--endpoint", server.Endpoint, "--database", database, "--table-prefix", "mine", "--enable-json"];
        Assert.Equal((1, "8 missing; rotel-arrow clickhouse-ddl upgrade adds them."), await DdlAsync(["check", .. where, "--metrics", "--traces"], lastLine: true));
        Assert.Equal((0, "The tables exist."), await DdlAsync(["create", .. where], lastLine: true));
        Assert.Equal((0, "Nothing is missing."), await DdlAsync(["check", .. where], lastLine: true));

        await using GatewayProcess gateway = await GatewayProcess.StartAsync(
        [
            "--clickhouse-exporter-endpoint", server.Endpoint, "--clickhouse-exporter-database", database,
            "--clickhouse-exporter-table-prefix", "mine", "--ack", "delivered", "--batch-timeout", "10ms",
            "--clickhouse-exporter-request-timeout", "60s",
        ]);
        using var content = new StringContent(OneLog, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Client.PostAsync(
            new Uri($"http://{gateway.Http}/v1/logs"), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.Equal("shop\thello\t503", await server.QueryAsync(
            $"SELECT ServiceName, Body, LogAttributes.http.status.:Int64 FROM {database}.mine_logs"));
        Assert.Equal(0, await gateway.StopAsync());
    }

    [Fact]
    public async Task Without_an_endpoint_the_statements_are_printed()
    {
        (int exitCode, string text) = await DdlAsync(["create", "--traces", "--ttl", "72h"], lastLine: false);

        Assert.Equal(0, exitCode);
        Assert.Contains("CREATE TABLE IF NOT EXISTS `otel`.`otel_traces`", text, StringComparison.Ordinal);
        Assert.Contains("toIntervalDay(3)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("otel_logs", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clickhouse-ddl", "create, check or upgrade?")]
    [InlineData("clickhouse-ddl create --engin x", "what is '--engin'?")]
    [InlineData("clickhouse-ddl create --engine x;y", "is not a table engine")]
    [InlineData("clickhouse-ddl create --ttl soon", "--ttl: not a duration")]
    [InlineData("clickhouse-ddl check", "--endpoint: the address is empty")]
    public async Task Mistakes_end_with_exit_code_2(string line, string text)
    {
        await using ChildProcess process = GatewayProcess.Launch(line.Split(' '));
        Assert.Equal(2, await process.WaitForExitAsync(Patience));
        Assert.Contains(text, string.Join('\n', process.StandardError), StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Text)> DdlAsync(string[] arguments, bool lastLine)
    {
        await using ChildProcess process = GatewayProcess.Launch(["clickhouse-ddl", .. arguments]);
        int exitCode = await process.WaitForExitAsync(Patience);
        Assert.Empty(process.StandardError);
        return (exitCode, lastLine ? process.StandardOutput[^1] : string.Join('\n', process.StandardOutput));
    }
}

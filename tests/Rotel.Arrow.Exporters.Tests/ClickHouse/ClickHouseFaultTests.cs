using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>Faults between the exporter and the real server, and of the server. Nothing is lost and nothing doubled.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class ClickHouseFaultTests
{
    [Theory]
    [InlineData(ClickHouseAsyncInsert.Never)]
    [InlineData(ClickHouseAsyncInsert.Always)]
    public async Task An_answer_that_is_lost_after_the_insert_leaves_exactly_one_copy(ClickHouseAsyncInsert asyncInsert)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using var proxy = new FaultProxy(server.Port, Fault.CutAfterInsert, Fault.CutAfterInsert);
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(
            proxy.Endpoint, tables, options => options with { AsyncInsert = asyncInsert });
        PdataBatch batch = under.Batches.OfTables(ClickHouseExporterTests.Spans(70));

        Outcome first = await under.Exporter.ExportAsync(batch, default);
        Outcome second = await under.Exporter.ExportAsync(batch, default);
        Outcome third = await under.Exporter.ExportAsync(batch, default);
        batch.Release();

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationReset), (first.Kind, first.Cause));
        Assert.Equal(OutcomeKind.RetryableNack, second.Kind);
        Assert.Equal(Outcome.Ack, third);
        Assert.Equal("70", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
        Assert.Equal("1", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces_trace_id_ts"));
    }

    [Fact]
    public async Task A_server_that_stalls_is_a_timeout_and_the_next_attempt_arrives()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using var proxy = new FaultProxy(server.Port, Fault.Stall);
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(proxy.Endpoint, tables);
        PdataBatch batch = under.Batches.OfTables(ClickHouseExporterTests.Spans(7));

        using var timeout = new CancellationTokenSource();
        Task<Outcome> attempt = under.Exporter.ExportAsync(batch, timeout.Token).AsTask();
        await proxy.Stalled;
        await timeout.CancelAsync();
        Outcome first = await attempt;
        Outcome second = await under.Exporter.ExportAsync(batch, default);
        batch.Release();

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationTimeout), (first.Kind, first.Cause));
        Assert.Equal(Outcome.Ack, second);
        Assert.Equal("7", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
    }

    [Fact]
    public async Task A_busy_proxy_is_waited_for_as_it_asks()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using var proxy = new FaultProxy(server.Port, Fault.Busy);
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(proxy.Endpoint, tables);

        Outcome outcome = await under.SendAsync(ClickHouseExporterTests.Spans(7));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationThrottled), (outcome.Kind, outcome.Cause));
        Assert.Equal(TimeSpan.FromSeconds(7), outcome.RetryAfter);
    }

    [Fact]
    public async Task Too_many_parts_is_a_throttle_with_advice()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await server.QueryAsync($"ALTER TABLE {tables.Database}.otel_traces MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1");
        await server.QueryAsync($"SYSTEM STOP MERGES {tables.Database}.otel_traces");
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(
            server.Endpoint, tables, options => options with { AsyncInsert = ClickHouseAsyncInsert.Never });
        Assert.Equal(Outcome.Ack, await under.SendAsync(ClickHouseExporterTests.Spans(3)));

        Outcome outcome = await under.SendAsync(ClickHouseExporterTests.Spans(3));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationThrottled), (outcome.Kind, outcome.Cause));
        Assert.Contains("larger batches", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_worth_a_retry()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(
            server.Endpoint, new DdlOptions(), options => options with { User = "nobody", Password = "wrong" });

        Outcome outcome = await under.SendAsync(ClickHouseExporterTests.Spans(3));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationUnauthorized), (outcome.Kind, outcome.Cause));
        Assert.Contains("--clickhouse-exporter-password", outcome.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", outcome.Message, StringComparison.Ordinal);
    }
}

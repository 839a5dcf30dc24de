using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>Tables that are made, checked and upgraded on the real server.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class ClickHouseDdlTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upgrade_makes_tables_of_Rotel_into_ours_and_leaves_nothing_to_do(bool json)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions theirs = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = json, Extras = false });
        await server.QueryAsync($"DROP TABLE {theirs.Database}.otel_logs");
        using var pool = new SlabPool(new ByteBudget(1 << 20));

        // The mode of an existing table is its own; that of a missing one is what was asked for.
        using ClickHouseDdl ddl = Ddl(server, theirs with { Extras = true }, pool);
        IReadOnlyList<DdlDifference> missing = await ddl.CheckAsync(default);
        await ddl.UpgradeAsync(missing, default);

        Assert.Contains(missing, difference => difference.What == $"table {theirs.Database}.otel_logs does not exist");
        Assert.Contains(missing, difference => difference.What == $"table {theirs.Database}.otel_traces has no column Links.Flags");
        Assert.Empty(await ddl.CheckAsync(default));
        Assert.Equal(
            json ? "JSON" : "Map(LowCardinality(String), String)",
            await server.QueryAsync($"SELECT type FROM system.columns WHERE database = '{theirs.Database}' AND table = 'otel_traces' AND name = 'ScopeAttributes' FORMAT TSVRaw"));
    }

    [Fact]
    public async Task A_table_without_deduplication_is_found_and_gets_it()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true, Logs = false, Metrics = false });
        await server.QueryAsync($"ALTER TABLE {tables.Database}.otel_traces RESET SETTING non_replicated_deduplication_window");
        using var pool = new SlabPool(new ByteBudget(1 << 20));
        using ClickHouseDdl ddl = Ddl(server, tables, pool);

        DdlDifference found = Assert.Single(await ddl.CheckAsync(default));
        Assert.Contains("inserts that come again", found.What, StringComparison.Ordinal);
        await ddl.UpgradeAsync([found], default);
        Assert.Empty(await ddl.CheckAsync(default));
    }

    [Fact]
    public async Task Ttl_and_the_engine_Null_are_accepted_by_the_server()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions kept = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true, Ttl = TimeSpan.FromHours(72) });
        Assert.Contains(
            "TTL toDateTime(Timestamp) + toIntervalDay(3)",
            await server.QueryAsync($"SELECT engine_full FROM system.tables WHERE database = '{kept.Database}' AND name = 'otel_traces'"),
            StringComparison.Ordinal);
        await StoredRows.CreateTablesAsync(server, new DdlOptions { Ttl = TimeSpan.FromMinutes(90), TablePrefix = "with space`s" });
        await StoredRows.CreateTablesAsync(server, new DdlOptions { Engine = "Null" });
    }

    [Fact]
    public async Task A_missing_database_is_refused_with_the_words_of_the_server()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        using var pool = new SlabPool(new ByteBudget(1 << 20));
        using ClickHouseDdl ddl = Ddl(server, new DdlOptions { Database = "nowhere" }, pool);

        ClickHouseDdlException refusal = await Assert.ThrowsAsync<ClickHouseDdlException>(() => ddl.CreateAsync(default));
        Assert.Contains("UNKNOWN_DATABASE", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MergeTree; DROP TABLE x")]
    [InlineData("Merge Tree")]
    [InlineData("")]
    public void An_engine_that_is_none_is_refused(string engine) => Assert.NotEmpty(new DdlOptions { Engine = engine }.Validate());

    private static ClickHouseDdl Ddl(ClickHouseServer server, DdlOptions tables, SlabPool pool) => new(
        new ClickHouseExporterOptions { Endpoints = [HttpEndpoint.From(new Uri(server.Endpoint))] }, tables, pool, TimeProvider.System);
}

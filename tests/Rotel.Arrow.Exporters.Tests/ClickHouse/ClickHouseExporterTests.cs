using Google.Protobuf;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>The exporter and the real server.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class ClickHouseExporterTests
{
    [Theory]
    [InlineData(ClickHouseCompression.None, ClickHouseAsyncInsert.Never, true)]
    [InlineData(ClickHouseCompression.Lz4, ClickHouseAsyncInsert.Auto, true)]
    [InlineData(ClickHouseCompression.Zstd, ClickHouseAsyncInsert.Never, false)]
    [InlineData(ClickHouseCompression.Lz4, ClickHouseAsyncInsert.Always, false)]
    public async Task All_signals_arrive_with_every_compression_and_kind_of_insert(
        ClickHouseCompression compression, ClickHouseAsyncInsert asyncInsert, bool json)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = json });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(
            server.Endpoint, tables, options => options with { Compression = compression, AsyncInsert = asyncInsert });
        var random = new RandomOtlp(7, RandomOtlpOptions.Realistic with { Items = 120 });
        var messages = new List<IMessage>();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            messages.Add(random.Request(signal));
            StoredRows.LimitTimes(messages[^1]);
            Assert.Equal(Outcome.Ack, await under.SendAsync(messages[^1]));
        }

        await StoredRows.AssertAsync(server, tables, new Expected(json), messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_that_is_sent_again_is_stored_once_also_for_the_trace_lookup(bool asyncInsert)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, tables, options => options with
        {
            AsyncInsert = asyncInsert ? ClickHouseAsyncInsert.Always : ClickHouseAsyncInsert.Never,
        });
        PdataBatch batch = under.Batches.OfTables(Spans(50));

        // A new process would have no memory of the inserts that are done; the token is what keeps the server from doubling.
        Assert.Equal(Outcome.Ack, await under.Exporter.ExportAsync(batch, default));
        Assert.Equal(Outcome.Ack, await under.Exporter.ExportAsync(batch, default));
        batch.Release();

        Assert.Equal("50", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
        Assert.Equal("1", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces_trace_id_ts"));
    }

    [Fact]
    public async Task Equal_batches_of_different_requests_are_both_stored()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions());
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, tables);

        Assert.Equal(Outcome.Ack, await under.SendAsync(Spans(5)));
        Assert.Equal(Outcome.Ack, await under.SendAsync(Spans(5)));

        Assert.Equal("10", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tables_without_our_extra_columns_are_written_as_they_are(bool json)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = json, Extras = false });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, tables);
        var messages = new List<IMessage>();
        foreach (string signal in (string[])["traces", "logs", "metrics"])
        {
            messages.Add(new RandomOtlp(9, RandomOtlpOptions.Realistic with { Items = 60 }).Request(signal));
            StoredRows.LimitTimes(messages[^1]);
            Assert.Equal(Outcome.Ack, await under.SendAsync(messages[^1]));
        }

        await StoredRows.AssertAsync(server, tables, new Expected(json), messages);
    }

    [Fact]
    public async Task Columns_of_other_types_and_names_of_the_Collector_are_served()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await server.QueryAsync($"""
            CREATE TABLE {database}.otel_traces (
                Timestamp DateTime64(9), TraceId FixedString(32), SpanName String, SpanKind LowCardinality(String), Own UInt8 DEFAULT 7,
                ServiceName LowCardinality(String), SpanAttributes JSON(`http.status` Int32), SpanAttributesKeys Array(LowCardinality(String)),
                ResourceAttributes Map(String, String), Twice UInt64 MATERIALIZED Duration * 2, Duration UInt64,
                `Events.Timestamp` Array(DateTime64(9)), `Events.Name` Array(String), `Events.Attributes` Array(JSON))
            ENGINE = MergeTree ORDER BY Timestamp
            """);
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, new DdlOptions { Database = database });

        Assert.Equal(Outcome.Ack, await under.SendAsync(Spans(1)));

        Assert.Equal(
            "0102030405060708090A0B0C0D0E0F10\tspan 0\tServer\t7\tshop\t200\t['http.status','user']\t{'service.name':'shop'}\t2000\t['oops']\t3",
            await server.QueryAsync($"SELECT upper(TraceId), SpanName, SpanKind, Own, ServiceName, SpanAttributes.http.status, SpanAttributesKeys, ResourceAttributes, Twice, Events.Name, Events.Attributes[1].code FROM {database}.otel_traces"));
    }

    [Fact]
    public async Task Spans_of_more_days_than_one_insert_may_have_are_split()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, tables);
        ExportTraceServiceRequest message = Spans(130);
        ulong day = 1_700_000_000_000_000_000;
        foreach (Span span in message.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            span.StartTimeUnixNano = day += 86_400_000_000_000;
        }

        Assert.Equal(Outcome.Ack, await under.SendAsync(message));

        Assert.Equal("130\t130", await server.QueryAsync($"SELECT count(), uniqExact(toDate(Timestamp)) FROM {tables.Database}.otel_traces"));
    }

    [Fact]
    public async Task A_missing_table_is_worth_a_retry_and_the_message_says_how_to_make_it()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, new DdlOptions { Database = database });

        Outcome outcome = await under.SendAsync(Spans(3));

        Assert.Equal(OutcomeKind.RetryableNack, outcome.Kind);
        Assert.Contains("UNKNOWN_TABLE", outcome.Message, StringComparison.Ordinal);
        Assert.Contains("clickhouse-ddl create", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_that_loses_a_column_is_looked_at_again()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync(server.Endpoint, tables);
        Assert.Equal(Outcome.Ack, await under.SendAsync(Spans(3)));
        await server.QueryAsync($"ALTER TABLE {tables.Database}.otel_traces DROP COLUMN SpanFlags");

        PdataBatch batch = under.Batches.OfTables(Spans(3));
        Outcome first = await under.Exporter.ExportAsync(batch, default);
        Outcome second = await under.Exporter.ExportAsync(batch, default);
        batch.Release();

        Assert.Equal(OutcomeKind.RetryableNack, first.Kind);
        Assert.Equal(Outcome.Ack, second);
        Assert.Equal("6", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
    }

    [Fact]
    public async Task A_server_that_is_down_is_passed_over()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync($"http://127.0.0.1:1,{server.Endpoint}", tables);

        Assert.Equal(Outcome.Ack, await under.SendAsync(Spans(3)));

        Assert.Equal("3", await server.QueryAsync($"SELECT count() FROM {tables.Database}.otel_traces"));
    }

    [Fact]
    public async Task Without_any_server_the_batch_may_be_sent_again()
    {
        await using ClickHouseUnderTest under = await ClickHouseUnderTest.StartAsync("http://127.0.0.1:1", new DdlOptions());

        Outcome outcome = await under.SendAsync(Spans(3));

        Assert.Equal((OutcomeKind.RetryableNack, NackCause.DestinationUnreachable), (outcome.Kind, outcome.Cause));
    }

    [Fact]
    public void Options_that_cannot_work_are_all_told_at_once()
    {
        var options = new ClickHouseExporterOptions { Endpoints = [], Database = "", NestedMaxDepth = 65, MaxConcurrency = 0, Headers = [new RequestHeader("a b", "c")] };

        Assert.Equal(5, options.Validate().Count);
    }

    internal static ExportTraceServiceRequest Spans(int count)
    {
        var scope = new ScopeSpans();
        for (int i = 0; i < count; i++)
        {
            var span = new Span
            {
                Name = $"span {i}",
                Kind = Span.Types.SpanKind.Server,
                TraceId = ByteString.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
                SpanId = ByteString.CopyFrom([1, 2, 3, 4, 5, 6, 7, 8]),
                StartTimeUnixNano = 1_767_323_045_000_000_000 + (ulong)i,
                EndTimeUnixNano = 1_767_323_045_000_001_000 + (ulong)i,
            };
            span.Attributes.Add(new KeyValue { Key = "http.status", Value = new AnyValue { IntValue = 200 + i } });
            span.Attributes.Add(new KeyValue { Key = "user", Value = new AnyValue { StringValue = $"u{i}" } });
            var happened = new Span.Types.Event { Name = "oops", TimeUnixNano = span.StartTimeUnixNano };
            happened.Attributes.Add(new KeyValue { Key = "code", Value = new AnyValue { IntValue = 3 } });
            span.Events.Add(happened);
            scope.Spans.Add(span);
        }

        var resource = new ResourceSpans { Resource = new(), ScopeSpans = { scope } };
        resource.Resource.Attributes.Add(new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "shop" } });
        return new ExportTraceServiceRequest { ResourceSpans = { resource } };
    }
}

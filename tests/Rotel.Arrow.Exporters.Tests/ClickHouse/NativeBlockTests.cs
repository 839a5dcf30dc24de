using Google.Protobuf;
using Rotel.Arrow.Exporters.ClickHouse;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Exporters.ClickHouse.Ddl;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>Blocks as the real server understands them: every value of every message is in the cell where it belongs, typed.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class NativeBlockTests
{
    [Theory]
    [InlineData("traces", true)]
    [InlineData("logs", true)]
    [InlineData("metrics", true)]
    [InlineData("traces", false)]
    [InlineData("logs", false)]
    [InlineData("metrics", false)]
    public async Task Every_value_of_random_telemetry_is_read_back_from_the_server(string signal, bool json)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = json });
        var messages = new List<IMessage>();
        for (int seed = 1; seed <= 4; seed++)
        {
            var random = new RandomOtlp(seed, (seed == 4 ? RandomOtlpOptions.Realistic : RandomOtlpOptions.Edge) with
            {
                Items = seed == 4 ? 300 : 40, StringIndexes = false, LargeValueBytes = 70_000,
            });
            IMessage message = random.Request(signal);
            StoredRows.LimitTimes(message);
            messages.Add(message);
            await InsertAsync(server, tables, message, flattenedJson: true);
        }

        await StoredRows.AssertAsync(server, tables, new Expected(json), messages);
    }

    [Theory]
    [InlineData("traces")]
    [InlineData("metrics")]
    public async Task A_server_without_the_flattened_layout_gets_the_same_rows_from_JSON_text(string signal)
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        IMessage message = new RandomOtlp(5, RandomOtlpOptions.Realistic with { Items = 200 }).Request(signal);
        StoredRows.LimitTimes(message);

        await InsertAsync(server, tables, message, flattenedJson: false);

        await StoredRows.AssertAsync(server, tables, new Expected(true), message);
    }

    [Fact]
    public async Task Attributes_with_ever_new_keys_are_split_into_blocks_and_none_is_lost()
    {
        ClickHouseServer server = await ClickHouseServer.SharedAsync();
        DdlOptions tables = await StoredRows.CreateTablesAsync(server, new DdlOptions { Json = true });
        var scope = new ScopeSpans();
        for (int i = 0; i < 5000; i++)
        {
            var span = new Span { Name = "s", StartTimeUnixNano = 1_767_323_045_000_000_000 + (ulong)i };
            span.Attributes.Add(new KeyValue { Key = $"key{i}", Value = new AnyValue { IntValue = i } });
            scope.Spans.Add(span);
        }

        await InsertAsync(server, tables, new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } }, true);

        Assert.Equal("5000\t5000", await server.QueryAsync(
            $"SELECT count(), uniqExact(arrayJoin(JSONAllPaths(SpanAttributes))) FROM {tables.Database}.otel_traces"));
        Assert.Equal("4321", await server.QueryAsync(
            $"SELECT SpanAttributes.key4321.:Int64 FROM {tables.Database}.otel_traces WHERE SpanAttributes.key4321 IS NOT NULL"));
    }

    private static async Task InsertAsync(ClickHouseServer server, DdlOptions tables, IMessage message, bool flattenedJson)
    {
        using var batches = new TestBatch();
        PdataBatch batch = batches.OfTables(message);
        using (var encoder = new BlockEncoder(batches.Pool, nestedMaxDepth: 3))
        {
            foreach (TableRows part in TableRows.Of(batch.AsOtap()))
            {
                string table = tables.TablePrefix + part.Kind.Suffix();
                string described = await server.QueryAsync($"DESCRIBE TABLE {tables.Database}.{table} FORMAT TSV");
                TablePlan plan = TablePlan.Of(part.Kind, table, described.Split('\n').Select(SqlText.Cells).Select(c => (c[0], c[1])), flattenedJson);
                var body = new SlabChain(batches.Pool);
                encoder.Encode(body, batch.AsOtap(), part.Kind, part.Rows, plan.Columns);
                var bytes = new MemoryStream();
                for (int i = 0; i < body.PieceCount; i++)
                {
                    bytes.Write(body.Piece(i).Span);
                }

                body.Release();
                string columns = string.Join(", ", plan.Columns.Select(c => SqlText.Name(c.Name)));
                await server.InsertAsync($"INSERT INTO {tables.Database}.{table} ({columns}) FORMAT Native", bytes.ToArray());
            }
        }

        batch.Release();
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Exporters.ClickHouse.Ddl;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Makes and sends the insert of one table: columns, blocks, compression, request.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ClickHouseInserter : IDisposable
{
    private readonly ClickHouseExporterOptions _options;
    private readonly ClickHouseTables _tables;
    private readonly ClickHouseSender _sender;
    private readonly ClickHouseExporterMetrics _metrics;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly BodyCompressor? _compressor;
    private readonly ConcurrentBag<BlockEncoder> _encoders = [];

    public ClickHouseInserter(
        ClickHouseExporterOptions options, ClickHouseTables tables, ClickHouseSender sender, ClickHouseExporterMetrics metrics,
        SlabPool pool, TimeProvider time)
    {
        (_options, _tables, _sender, _metrics, _pool, _time) = (options, tables, sender, metrics, pool, time);
        _compressor = options.Compression switch
        {
            ClickHouseCompression.Lz4 => new BodyCompressor(ContentEncoding.Lz4, 1, pool),
            ClickHouseCompression.Zstd => new BodyCompressor(ContentEncoding.Zstd, 1, pool),
            _ => null,
        };
    }

    /// <summary>One attempt for one table. Cancellation is a timeout.</summary>
    public async Task<ClickHouseAnswer> InsertAsync(OtapBatch batch, TableRows part, string token, CancellationToken cancellation)
    {
        (TablePlan? plan, ClickHouseAnswer? failure) = await _tables.FindAsync(part.Kind, cancellation).ConfigureAwait(false);
        if (plan is null)
        {
            return failure!;
        }

        RequestBody body = Encode(batch, part, plan, out long uncompressedBytes);
        try
        {
            long bytes = body.LengthBytes;
            long start = _time.GetTimestamp();
            ClickHouseAnswer answer = await _sender.SendAsync(RequestOf(plan, part, token, body), cancellation).ConfigureAwait(false);
            _metrics.Inserted(plan.Table, answer.Kind, part.Rows.Count, bytes, uncompressedBytes, _time.GetElapsedTime(start));
            if (ClickHouseErrorCodes.IsAboutTable(answer.Code))
            {
                _tables.Forget(part.Kind);
            }

            return answer;
        }
        finally
        {
            body.Release();
        }
    }

    public void Dispose()
    {
        while (_encoders.TryTake(out BlockEncoder? encoder))
        {
            encoder.Dispose();
        }
    }

    private RequestBody Encode(OtapBatch batch, in TableRows part, TablePlan plan, out long uncompressedBytes)
    {
        var blocks = new SlabChain(_pool, expectedBytes: long.MaxValue);
        BlockEncoder encoder = _encoders.TryTake(out BlockEncoder? kept) ? kept : new BlockEncoder(_pool, _options.NestedMaxDepth);
        try
        {
            encoder.Encode(blocks, batch, part.Kind, part.Rows, plan.Columns);
            uncompressedBytes = blocks.LengthBytes;
            if (_compressor is null)
            {
                return blocks.Retain();
            }

            return _compressor.Compress(blocks);
        }
        finally
        {
            blocks.Release();
            _encoders.Add(encoder);
        }
    }

    private ClickHouseRequest RequestOf(TablePlan plan, in TableRows part, string token, RequestBody body)
    {
        bool isAsync = _options.AsyncInsert switch
        {
            ClickHouseAsyncInsert.Always => true,
            ClickHouseAsyncInsert.Never => false,
            _ => part.Rows.Count < _options.AsyncInsertBelowRows,
        };
        string settings = string.Create(
            CultureInfo.InvariantCulture, $"&insert_deduplication_token={token}&async_insert={(isAsync ? 1 : 0)}");
        if (isAsync)
        {
            settings += $"&wait_for_async_insert={(_options.WaitForAsyncInsert ? 1 : 0)}&async_insert_deduplicate=1";
        }

        string columns = string.Join(", ", plan.Columns.Select(static column => SqlText.Name(column.Name)));
        return new ClickHouseRequest(
            $"INSERT INTO {SqlText.Name(_options.Database)}.{SqlText.Name(plan.Table)} ({columns}) FORMAT Native",
            $"an insert into {_options.Database}.{plan.Table}")
        {
            Body = body,
            Encoding = _compressor?.Encoding.Name(),
            Settings = settings,
        };
    }
}

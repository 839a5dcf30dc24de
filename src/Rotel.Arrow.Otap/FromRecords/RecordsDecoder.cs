using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>
/// Decodes received OTAP tables of one signal into the tables that OTLP is decoded into: plain ids equal to row numbers,
/// children in the order of their parents. Holds nothing of a stream, so that streams share a few of them.
/// </summary>
/// <remarks>
/// <code>
/// 1. ids          differences to plain ids, runs by the sender's dialect          TransportIds
/// 2. parents      each child row to the row of its parent, sorted by it           RowsById, ChildOrder
/// 3. rows         root rows in their order, each followed by its children         ReceivedSpans, ...Logs, ...Metrics
/// 4. origins      runs of rows of one scope, with ids of ours                     ReceivedOrigins
/// </code>
/// More than 65,535 root rows (Go sends them when they need no ids) become several batches. One thread at a time.
/// </remarks>
public sealed class RecordsDecoder : IDisposable
{
    private readonly OtapBatchBuilder _builder;
    private readonly RecordsContext _context;

    /// <param name="signal">What batches hold.</param>
    /// <param name="pool">Memory of the batches.</param>
    public RecordsDecoder(Signal signal, SlabPool pool)
    {
        _builder = new OtapBatchBuilder(signal, pool);
        _context = new RecordsContext(pool);
    }

    /// <summary>What batches hold.</summary>
    public Signal Signal => _builder.Signal;

    /// <summary>Nested values of the last batch that stand as empty ones because they could not be read.</summary>
    internal int ReplacedValues => _context.ReplacedValues;

    /// <inheritdoc/>
    public void Dispose()
    {
        _builder.Dispose();
        _context.Dispose();
    }

    /// <summary>Decodes and adds the batches, which the caller owns, to the list. After an exception none were added.</summary>
    /// <exception cref="RecordsException">The tables contradict each other or the specification.</exception>
    internal void Decode(ReceivedTables tables, RecordsLimits limits, List<OtapBatch> batches)
    {
        int before = batches.Count;
        RequestMark start = _builder.Requests.Mark();
        _context.Begin(limits);
        try
        {
            CheckTables(tables, limits);
            switch (Signal)
            {
                case Signal.Traces:
                    Append(tables, PayloadType.Spans, new ReceivedSpans(tables, (SpanTables)_builder.Tables, _context), batches);
                    break;
                case Signal.Logs:
                    Append(tables, PayloadType.Logs, new ReceivedLogs(tables, (LogTables)_builder.Tables, _context), batches);
                    break;
                default:
                    Append(tables, PayloadType.UnivariateMetrics, new ReceivedMetrics(tables, (MetricTables)_builder.Tables, _context), batches);
                    break;
            }
        }
        catch
        {
            _builder.Requests.Rollback(start);
            for (int i = batches.Count - 1; i >= before; i--)
            {
                batches[i].Release();
                batches.RemoveAt(i);
            }

            throw;
        }
        finally
        {
            _context.End();
        }
    }

    /// <summary>Without a root table nothing has a parent; tables above the limit are not looked at.</summary>
    private void CheckTables(ReceivedTables tables, RecordsLimits limits)
    {
        PayloadType root = OtapBatch.RootType(Signal);
        for (int i = 0; i <= (int)PayloadType.SpanLinkAttrs; i++)
        {
            var type = (PayloadType)i;
            if (tables[type] is not { } table)
            {
                continue;
            }

            if (table.Length > limits.MaxRows)
            {
                throw new RecordsException(type, null, $"{table.Length} rows, at most {limits.MaxRows} are read");
            }

            if (tables[root] is null)
            {
                throw new RecordsException(type, null, $"has rows, but the batch has no {PayloadTypes.NameOf(root)}");
            }
        }
    }

    private void Append<TItems>(ReceivedTables tables, PayloadType root, TItems items, List<OtapBatch> batches)
        where TItems : IReceivedItems, allows ref struct
    {
        var origins = new ReceivedOrigins(tables, root, _context);
        int rows = tables[root]!.Length;
        int row = 0;
        while (row < rows)
        {
            int end = Math.Min(rows, row + RequestDecoder.MaxRootRows);
            int previousResource = -1;
            origins.Forget();
            while (row < end)
            {
                int runEnd = origins.EndOfRun(row, end);
                int target = _builder.Tables.Root.Rows;
                for (int item = row; item < runEnd; item++)
                {
                    items.Append(item);
                }

                ScopeRun run = origins.AppendTo(_builder.Tables, row, runEnd, target, previousResource);
                previousResource = run.ResourceId;
                _builder.Requests.Runs.Add(run);
                row = runEnd;
            }

            batches.Add(_builder.Seal());
        }
    }
}

using Google.Protobuf;
using Google.Protobuf.Collections;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests;

/// <summary>A pool that tracks, and the way OTLP -> tables -> OTLP in one call.</summary>
internal sealed class TablesUnderTest : IDisposable
{
    public TablesUnderTest(Signal signal)
    {
        Pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        Builder = new OtapBatchBuilder(signal, Pool);
    }

    public SlabPool Pool { get; }

    public OtapBatchBuilder Builder { get; }

    public static IEnumerable<object[]> Signals => [[Signal.Traces], [Signal.Logs], [Signal.Metrics]];

    /// <summary>Seals the open batch and encodes it again.</summary>
    public IMessage SealAndEncode(out int items)
    {
        OtapBatch batch = Builder.Seal();
        items = batch.ItemCount;
        return Encode(batch);
    }

    /// <summary>Encodes a batch, which ends here.</summary>
    public IMessage Encode(OtapBatch batch) => Encode(batch, Pool);

    /// <summary>The same with any pool.</summary>
    public static IMessage Encode(OtapBatch batch, SlabPool pool)
    {
        OtlpBytes bytes = OtlpEncoder.Encode(batch, pool);
        IMessage message = GoogleParser.TryParse(batch.Signal, bytes[0].Span)!;
        Assert.NotNull(message);
        Assert.Equal(batch.ItemCount, bytes.ItemCount);
        bytes.Release();
        batch.Release();
        return message;
    }

    public static IMessage Parse(Signal signal, ReadOnlySpan<byte> bytes) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(bytes),
        Signal.Logs => ExportLogsServiceRequest.Parser.ParseFrom(bytes),
        _ => ExportMetricsServiceRequest.Parser.ParseFrom(bytes),
    };

    /// <summary>The message without resources and scopes that hold nothing: what columns keep.</summary>
    public static IMessage WithoutEmptyEnvelopes(IMessage message)
    {
        switch (message)
        {
            case ExportTraceServiceRequest traces:
                traces = traces.Clone();
                Keep(traces.ResourceSpans, r => Keep(r.ScopeSpans, s => s.Spans.Count > 0));
                return traces;
            case ExportLogsServiceRequest logs:
                logs = logs.Clone();
                Keep(logs.ResourceLogs, r => Keep(r.ScopeLogs, s => s.LogRecords.Count > 0));
                return logs;
            default:
                var metrics = ((ExportMetricsServiceRequest)message).Clone();
                Keep(metrics.ResourceMetrics, r => Keep(r.ScopeMetrics, s => s.Metrics.Count > 0));
                return metrics;
        }
    }

    /// <summary>Last line of a test: everything was given back. (Not in Dispose, where it would hide a failure.)</summary>
    public void AssertClean()
    {
        Builder.Dispose();
        Pool.AssertNoLeaks();
        Assert.Equal(0, Pool.Budget.UsedBytes);
    }

    public void Dispose() => Pool.Dispose();

    private static bool Keep<T>(RepeatedField<T> items, Func<T, bool> keep)
    {
        for (int i = items.Count - 1; i >= 0; i--)
        {
            if (!keep(items[i]))
            {
                items.RemoveAt(i);
            }
        }

        return items.Count > 0;
    }
}

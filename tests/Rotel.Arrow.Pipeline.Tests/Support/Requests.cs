using Google.Protobuf;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>Requests whose items carry ids, and the ids found in batches: the way to see that none is lost or doubled.</summary>
internal static class Requests
{
    /// <summary>A request with one item for each id.</summary>
    public static byte[] With(Signal signal, params IEnumerable<int> ids) => signal switch
    {
        Signal.Traces => Traces(ids).ToByteArray(),
        Signal.Logs => Logs(ids).ToByteArray(),
        _ => Metrics(ids).ToByteArray(),
    };

    /// <summary>Logs with a body of so many characters each.</summary>
    public static byte[] LogsOfSize(int items, int bodyBytes)
    {
        ExportLogsServiceRequest request = Logs(Enumerable.Range(0, items));
        foreach (LogRecord record in request.ResourceLogs[0].ScopeLogs[0].LogRecords)
        {
            record.Body.StringValue = new string('x', bodyBytes);
        }

        return request.ToByteArray();
    }

    /// <summary>A request with a resource and a scope but no items.</summary>
    public static byte[] Empty(Signal signal) => With(signal, []);

    /// <summary>Spans of which those with an odd id have a trace id of 5 bytes, which makes them invalid.</summary>
    public static byte[] TracesWithOddOnesInvalid(params IEnumerable<int> ids)
    {
        ExportTraceServiceRequest request = Traces(ids);
        foreach (Span span in request.ResourceSpans[0].ScopeSpans[0].Spans)
        {
            if (span.StartTimeUnixNano % 2 == 1)
            {
                span.TraceId = ByteString.CopyFrom(1, 2, 3, 4, 5);
            }
        }

        return request.ToByteArray();
    }

    /// <summary>A tag that says there is more than there is.</summary>
    public static byte[] Malformed() => [0x0A, 0x7F, 0x01];

    /// <summary>The ids in a batch, in order, whatever its form.</summary>
    public static List<int> Ids(PdataBatch batch)
    {
        var ids = new List<int>();
        OtlpBytes bytes = batch.AsOtlp();
        for (int i = 0; i < bytes.PieceCount; i++)
        {
            ids.AddRange(Ids(batch.Signal, bytes[i].Span));
        }

        return ids;
    }

    /// <summary>The ids in a message.</summary>
    public static IEnumerable<int> Ids(Signal signal, ReadOnlySpan<byte> message) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(message).ResourceSpans
            .SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans)
            .Select(span => (int)span.StartTimeUnixNano),
        Signal.Logs => ExportLogsServiceRequest.Parser.ParseFrom(message).ResourceLogs
            .SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords)
            .Select(record => (int)record.TimeUnixNano),
        _ => ExportMetricsServiceRequest.Parser.ParseFrom(message).ResourceMetrics
            .SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics)
            .SelectMany(metric => metric.Gauge.DataPoints).Select(point => (int)point.AsInt),
    };

    private static ExportTraceServiceRequest Traces(IEnumerable<int> ids)
    {
        var scope = new ScopeSpans { Scope = Scope() };
        scope.Spans.AddRange(ids.Select(id => new Span
        {
            TraceId = ByteString.CopyFrom(new byte[16]),
            SpanId = ByteString.CopyFrom(BitConverter.GetBytes((long)id)),
            Name = "operation",
            StartTimeUnixNano = (ulong)id,
        }));
        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { Resource = Resource(), ScopeSpans = { scope } } } };
    }

    private static ExportLogsServiceRequest Logs(IEnumerable<int> ids)
    {
        var scope = new ScopeLogs { Scope = Scope() };
        scope.LogRecords.AddRange(ids.Select(id => new LogRecord
        {
            TimeUnixNano = (ulong)id,
            Body = new AnyValue { StringValue = "a line" },
        }));
        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { Resource = Resource(), ScopeLogs = { scope } } } };
    }

    private static ExportMetricsServiceRequest Metrics(IEnumerable<int> ids)
    {
        var gauge = new Gauge();
        gauge.DataPoints.AddRange(ids.Select(id => new NumberDataPoint { AsInt = id, TimeUnixNano = 1 }));
        var scope = new ScopeMetrics { Scope = Scope(), Metrics = { new Metric { Name = "gauge", Gauge = gauge } } };
        return new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { Resource = Resource(), ScopeMetrics = { scope } } } };
    }

    private static Resource Resource() => new()
    {
        Attributes = { new KeyValue { Key = "service.name", Value = new AnyValue { StringValue = "checkout" } } },
    };

    private static InstrumentationScope Scope() => new() { Name = "tests" };
}

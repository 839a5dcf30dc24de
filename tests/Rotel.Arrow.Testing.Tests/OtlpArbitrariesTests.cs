using FsCheck.Xunit;
using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Testing.Tests;

/// <summary>FsCheck finds the arbitraries by their types, and the requests grow with its size.</summary>
public sealed class OtlpArbitrariesTests
{
    [Property(Arbitrary = [typeof(EdgeOtlp)], MaxTest = 30, EndSize = 40)]
    public bool Edge_requests_and_values_are_made_for_properties(
        ExportTraceServiceRequest traces,
        ExportLogsServiceRequest logs,
        ExportMetricsServiceRequest metrics,
        AnyValue value) =>
        OtlpItems.Count(traces) <= 40 && OtlpItems.Count(logs) <= 40 && OtlpItems.Count(metrics) <= 40
        && AnyValue.Parser.ParseFrom(value.ToByteString()).Equals(value);

    [Property(Arbitrary = [typeof(RealisticOtlp)], MaxTest = 30)]
    public bool Realistic_spans_are_well_formed(ExportTraceServiceRequest traces) =>
        traces.ResourceSpans.SelectMany(static r => r.ScopeSpans).SelectMany(static s => s.Spans).All(static span =>
            span.TraceId.Length == 16 && span.SpanId.Length == 8 && span.EndTimeUnixNano > span.StartTimeUnixNano);
}

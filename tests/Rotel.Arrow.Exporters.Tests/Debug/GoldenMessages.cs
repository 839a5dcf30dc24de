using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Exporters.Tests;

/// <summary>Messages in which every field of OTLP is set once.</summary>
internal static class GoldenMessages
{
    private const ulong Start = 1_767_323_045_000_000_000;

    private static readonly ByteString s_trace = ByteString.FromBase64("W47/95gDgQPSabYzgT/GDA==");
    private static readonly ByteString s_span = ByteString.FromBase64("7uGbfsPBsXQ=");

    public static ExportTraceServiceRequest Traces => new()
    {
        ResourceSpans =
        {
            new ResourceSpans
            {
                Resource = Resource(),
                SchemaUrl = "https://opentelemetry.io/schemas/1.37.0",
                ScopeSpans = { new ScopeSpans { Scope = Scope(), SchemaUrl = "scope-schema", Spans = { Span() } } },
            },
            new ResourceSpans(),
        },
    };

    public static ExportLogsServiceRequest Logs => new()
    {
        ResourceLogs =
        {
            new ResourceLogs
            {
                Resource = new Resource { Attributes = { Text("service.name", "shop") } },
                ScopeLogs =
                {
                    new ScopeLogs
                    {
                        LogRecords =
                        {
                            new LogRecord
                            {
                                TimeUnixNano = Start,
                                ObservedTimeUnixNano = Start + 1,
                                SeverityNumber = SeverityNumber.Error2,
                                SeverityText = "Err",
                                EventName = "device.crash",
                                Body = new AnyValue { StringValue = "first\n\u001b[31msecond" },
                                Attributes = { Text("", "empty key") },
                                DroppedAttributesCount = 2,
                                Flags = 1,
                                TraceId = s_trace,
                                SpanId = s_span,
                            },
                            new LogRecord { SeverityNumber = (SeverityNumber)99, Body = new AnyValue() },
                            new LogRecord(),
                        },
                    },
                },
            },
        },
    };

    public static ExportMetricsServiceRequest Metrics => new()
    {
        ResourceMetrics =
        {
            new ResourceMetrics
            {
                Resource = new Resource(),
                ScopeMetrics =
                {
                    new ScopeMetrics
                    {
                        Metrics =
                        {
                            new Metric { Name = "nothing" },
                            new Metric { Name = "temperature", Unit = "Cel", Gauge = new Gauge { DataPoints = { GaugePoint(), new NumberDataPoint { Flags = 1 } } } },
                            new Metric
                            {
                                Name = "requests",
                                Description = "Requests answered",
                                Metadata = { Text("origin", "test") },
                                Sum = new Sum
                                {
                                    IsMonotonic = true,
                                    AggregationTemporality = AggregationTemporality.Cumulative,
                                    DataPoints = { new NumberDataPoint { StartTimeUnixNano = Start, TimeUnixNano = Start + 1, AsInt = -7 } },
                                },
                            },
                            new Metric { Name = "latency", Unit = "ms", Histogram = new Histogram { AggregationTemporality = AggregationTemporality.Delta, DataPoints = { HistogramPoint() } } },
                            new Metric { Name = "sizes", ExponentialHistogram = new ExponentialHistogram { DataPoints = { ExponentialPoint() } } },
                            new Metric { Name = "quantiles", Summary = new Summary { DataPoints = { SummaryPoint() } } },
                        },
                    },
                },
            },
        },
    };

    public static IMessage Of(string signal) => signal switch
    {
        "traces" => Traces,
        "logs" => Logs,
        _ => Metrics,
    };

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    private static Resource Resource() => new()
    {
        Attributes =
        {
            Text("service.name", "shop"),
            new KeyValue { Key = "process.pid", Value = new AnyValue { IntValue = 4711 } },
        },
        DroppedAttributesCount = 1,
        EntityRefs =
        {
            new EntityRef { SchemaUrl = "entity-schema", Type = "service", IdKeys = { "service.name", "service.instance.id" }, DescriptionKeys = { "service.version", "x" } },
        },
    };

    private static InstrumentationScope Scope() => new()
    {
        Name = "http",
        Version = "1.2",
        Attributes = { new KeyValue { Key = "scope.attribute", Value = new AnyValue { BoolValue = true } } },
        DroppedAttributesCount = 3,
    };

    private static Span Span() => new()
    {
        TraceId = s_trace,
        SpanId = s_span,
        ParentSpanId = ByteString.CopyFrom(1, 2, 3),
        TraceState = "vendor=value",
        Name = "GET /cart",
        Kind = Proto.Trace.V1.Span.Types.SpanKind.Server,
        StartTimeUnixNano = Start,
        EndTimeUnixNano = Start + 12_500_000,
        Flags = 0x301,
        DroppedAttributesCount = 1,
        DroppedEventsCount = 2,
        DroppedLinksCount = 3,
        Status = new Status { Code = Status.Types.StatusCode.Error, Message = "no answer" },
        Attributes =
        {
            Text("http.route", "/cart"),
            new KeyValue { Key = "ratio", Value = new AnyValue { DoubleValue = 2 } },
            new KeyValue { Key = "key with = and blanks", Value = new AnyValue { BytesValue = ByteString.CopyFrom(0, 10, 255) } },
            new KeyValue { Key = "absent" },
            new KeyValue
            {
                Key = "nested",
                Value = new AnyValue
                {
                    ArrayValue = new ArrayValue
                    {
                        Values =
                        {
                            new AnyValue { IntValue = 1 },
                            new AnyValue(),
                            new AnyValue { ArrayValue = new ArrayValue() },
                            new AnyValue
                            {
                                KvlistValue = new KeyValueList
                                {
                                    Values =
                                    {
                                        Text("a", "\"quoted\""),
                                        new KeyValue { Key = "b", Value = new AnyValue { BoolValue = false } },
                                        new KeyValue { Key = "c", Value = new AnyValue { KvlistValue = new KeyValueList() } },
                                    },
                                },
                            },
                            new AnyValue { BytesValue = ByteString.Empty },
                        },
                    },
                },
            },
        },
        Events =
        {
            new Span.Types.Event { TimeUnixNano = Start + 1_000_000, Name = "exception", Attributes = { Text("exception.type", "Timeout") }, DroppedAttributesCount = 4 },
            new Span.Types.Event(),
        },
        Links =
        {
            new Span.Types.Link { TraceId = s_trace, SpanId = s_span, TraceState = "l=1", Flags = 0x100, Attributes = { Text("link.kind", "child") }, DroppedAttributesCount = 5 },
        },
    };

    private static NumberDataPoint GaugePoint() => new()
    {
        TimeUnixNano = Start,
        AsDouble = 21,
        Attributes = { Text("room", "kitchen") },
        Exemplars = { new Exemplar { TimeUnixNano = Start + 5, AsInt = 3, TraceId = s_trace, SpanId = s_span, FilteredAttributes = { Text("user", "u1") } } },
    };

    private static HistogramDataPoint HistogramPoint() => new()
    {
        StartTimeUnixNano = Start,
        TimeUnixNano = Start + 60_000_000_000,
        Count = 6,
        Sum = 30.5,
        Min = 0,
        Max = 11,
        BucketCounts = { 1, 2, 3 },
        ExplicitBounds = { 5, 10 },
        Exemplars = { new Exemplar { AsDouble = 9.5 } },
    };

    private static ExponentialHistogramDataPoint ExponentialPoint() => new()
    {
        TimeUnixNano = Start,
        Count = 10,
        Scale = 1,
        ZeroCount = 2,
        ZeroThreshold = 0.001,
        Positive = new ExponentialHistogramDataPoint.Types.Buckets { Offset = -2, BucketCounts = { 1, 0, 7 } },
        Negative = new ExponentialHistogramDataPoint.Types.Buckets(),
    };

    private static SummaryDataPoint SummaryPoint() => new()
    {
        TimeUnixNano = Start,
        Count = 4,
        Sum = 10,
        QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 2.5 }, new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 1, Value = 4 } },
    };
}

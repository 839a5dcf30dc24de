using System.Text;
using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Makes the generated messages of what it is shown: the proof that views show everything. Only what views do not tell
/// is missing: profile string indexes, and whether an attribute without a value has an AnyValue (see
/// <see cref="OtlpNormalize"/>).
/// </summary>
public partial struct RequestRebuilder : ITelemetryVisitor
{
    readonly StringBuilder _nesting = new();
    Resource? _resource;
    string _resourceSchema = "";
    InstrumentationScope? _scope;
    string _scopeSchema = "";
    int _pointCount;

    public RequestRebuilder()
    {
    }

    public ExportTraceServiceRequest Traces { get; } = new();

    public ExportLogsServiceRequest Logs { get; } = new();

    public ExportMetricsServiceRequest Metrics { get; } = new();

    /// <summary>The request of one signal, as it is so far.</summary>
    public readonly IMessage Request(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Logs => Logs,
        _ => Metrics,
    };

    /// <summary>The signal that the groups belong to; they look the same in all. Set before the visit.</summary>
    public required Signal Signal { get; init; }

    public bool BeginResource<TResource>(scoped ref TResource resource)
        where TResource : IResourceView, allows ref struct
    {
        Enter('R', "");
        EntityRefs entities = new();
        resource.VisitEntityRefs(ref entities);
        Google.Protobuf.Collections.RepeatedField<KeyValue> attributes = ValueRebuilder.Attributes(ref resource);
        _resourceSchema = Text(resource.SchemaUrl);
        _resource = resource.HasResource
            ? new Resource
            {
                Attributes = { attributes },
                DroppedAttributesCount = resource.DroppedAttributesCount,
                EntityRefs = { entities.Seen },
            }
            : null;
        switch (Signal)
        {
            case Signal.Traces:
                Traces.ResourceSpans.Add(new ResourceSpans { Resource = _resource, SchemaUrl = _resourceSchema });
                break;
            case Signal.Logs:
                Logs.ResourceLogs.Add(new ResourceLogs { Resource = _resource, SchemaUrl = _resourceSchema });
                break;
            default:
                Metrics.ResourceMetrics.Add(new ResourceMetrics { Resource = _resource, SchemaUrl = _resourceSchema });
                break;
        }

        return true;
    }

    public readonly void EndResource() => Leave('R');

    public bool BeginScope<TScope>(scoped ref TScope scope)
        where TScope : IScopeView, allows ref struct
    {
        Enter('S', "R");
        _scopeSchema = Text(scope.SchemaUrl);
        Google.Protobuf.Collections.RepeatedField<KeyValue> attributes = ValueRebuilder.Attributes(ref scope);
        _scope = scope.HasScope
            ? new InstrumentationScope
            {
                Name = Text(scope.Name),
                Version = Text(scope.Version),
                Attributes = { attributes },
                DroppedAttributesCount = scope.DroppedAttributesCount,
            }
            : null;
        switch (Signal)
        {
            case Signal.Traces:
                Traces.ResourceSpans[^1].ScopeSpans.Add(new ScopeSpans { Scope = _scope, SchemaUrl = _scopeSchema });
                break;
            case Signal.Logs:
                Logs.ResourceLogs[^1].ScopeLogs.Add(new ScopeLogs { Scope = _scope, SchemaUrl = _scopeSchema });
                break;
            default:
                Metrics.ResourceMetrics[^1].ScopeMetrics.Add(new ScopeMetrics { Scope = _scope, SchemaUrl = _scopeSchema });
                break;
        }

        return true;
    }

    public readonly void EndScope() => Leave('S');

    public readonly void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
        Require("RS");
        Logs.ResourceLogs[^1].ScopeLogs[^1].LogRecords.Add(new LogRecord
        {
            TimeUnixNano = record.TimeUnixNano,
            ObservedTimeUnixNano = record.ObservedTimeUnixNano,
            SeverityNumber = (SeverityNumber)record.SeverityNumber,
            SeverityText = Text(record.SeverityText),
            EventName = Text(record.EventName),
            Body = ValueRebuilder.Body(ref record),
            Attributes = { ValueRebuilder.Attributes(ref record) },
            DroppedAttributesCount = record.DroppedAttributesCount,
            Flags = record.Flags,
            TraceId = ByteString.CopyFrom(record.TraceId),
            SpanId = ByteString.CopyFrom(record.SpanId),
        });
    }

    internal static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    internal static void RequireCount(string what, int said, int seen)
    {
        if (said != seen)
        {
            throw new InvalidOperationException($"{what} says {said}, but {seen} were visited.");
        }
    }

    readonly void Enter(char level, string outer)
    {
        Require(outer);
        _nesting.Append(level);
    }

    readonly void Leave(char level)
    {
        if (_nesting.Length == 0 || _nesting[^1] != level)
        {
            throw new InvalidOperationException($"End of {level} within {_nesting}.");
        }

        _nesting.Length--;
    }

    readonly void Require(string nesting)
    {
        if (_nesting.ToString() != nesting)
        {
            throw new InvalidOperationException($"Expected within '{nesting}', but it is within '{_nesting}'.");
        }
    }

    struct EntityRefs() : IEntityRefVisitor
    {
        public List<EntityRef> Seen { get; } = [];

        public readonly void BeginEntityRef(ReadOnlySpan<byte> schemaUrl, ReadOnlySpan<byte> type) =>
            Seen.Add(new EntityRef { SchemaUrl = Text(schemaUrl), Type = Text(type) });

        public readonly void IdKey(ReadOnlySpan<byte> key) => Seen[^1].IdKeys.Add(Text(key));

        public readonly void DescriptionKey(ReadOnlySpan<byte> key) => Seen[^1].DescriptionKeys.Add(Text(key));

        public readonly void EndEntityRef()
        {
        }
    }
}

using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Trace requests of <see cref="Profile.Edge"/>.</summary>
static class EdgeTraces
{
    public static ExportTraceServiceRequest Create(EdgeValues values, int items)
    {
        ExportTraceServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Uneven(values.Random, items, values.EmptyContainers))
        {
            ResourceSpans resource = new() { Resource = values.Resource(), SchemaUrl = values.Text() };
            foreach (int spans in scopes)
            {
                resource.ScopeSpans.Add(new ScopeSpans
                {
                    Scope = values.Scope(),
                    Spans = { values.Repeat(spans, () => Span(values)) },
                    SchemaUrl = values.Text(),
                });
            }

            request.ResourceSpans.Add(resource);
        }

        return request;
    }

    static Span Span(EdgeValues values) => values.Chance(3) ? new Span() : new Span
    {
        TraceId = values.Id(16),
        SpanId = values.Id(8),
        TraceState = values.Text(),
        ParentSpanId = values.Id(8),
        Name = values.Text(),
        Kind = (Span.Types.SpanKind)values.EnumNumber(5),
        StartTimeUnixNano = values.Time(),
        EndTimeUnixNano = values.Time(),
        Attributes = { values.Attributes(values.MaxDepth) },
        DroppedAttributesCount = values.UInt32(),
        Events = { values.Repeat(values.Count(3, 20), () => Event(values)) },
        DroppedEventsCount = values.UInt32(),
        Links = { values.Repeat(values.Count(3, 20), () => Link(values)) },
        DroppedLinksCount = values.UInt32(),
        Status = values.Chance(20) ? null : values.Chance(20) ? new Status() : new Status
        {
            Message = values.Text(),
            Code = (Status.Types.StatusCode)values.EnumNumber(2),
        },
        Flags = values.UInt32(),
    };

    static Span.Types.Event Event(EdgeValues values) => values.Chance(5) ? new Span.Types.Event() : new Span.Types.Event
    {
        TimeUnixNano = values.Time(),
        Name = values.Text(),
        Attributes = { values.Attributes(values.MaxDepth) },
        DroppedAttributesCount = values.UInt32(),
    };

    static Span.Types.Link Link(EdgeValues values) => values.Chance(5) ? new Span.Types.Link() : new Span.Types.Link
    {
        TraceId = values.Id(16),
        SpanId = values.Id(8),
        TraceState = values.Text(),
        Attributes = { values.Attributes(values.MaxDepth) },
        DroppedAttributesCount = values.UInt32(),
        Flags = values.UInt32(),
    };
}

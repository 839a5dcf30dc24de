using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Logs.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Log requests of <see cref="Profile.Edge"/>.</summary>
static class EdgeLogs
{
    public static ExportLogsServiceRequest Create(EdgeValues values, int items)
    {
        ExportLogsServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Uneven(values.Random, items, values.EmptyContainers))
        {
            ResourceLogs resource = new() { Resource = values.Resource(), SchemaUrl = values.Text() };
            foreach (int records in scopes)
            {
                resource.ScopeLogs.Add(new ScopeLogs
                {
                    Scope = values.Scope(),
                    LogRecords = { values.Repeat(records, () => Record(values)) },
                    SchemaUrl = values.Text(),
                });
            }

            request.ResourceLogs.Add(resource);
        }

        return request;
    }

    static LogRecord Record(EdgeValues values) => values.Chance(3) ? new LogRecord() : new LogRecord
    {
        TimeUnixNano = values.Time(),
        SeverityNumber = (SeverityNumber)values.EnumNumber(24),
        SeverityText = values.Text(),
        Body = values.OptionalValue(values.MaxDepth),
        Attributes = { values.Attributes(values.MaxDepth) },
        DroppedAttributesCount = values.UInt32(),
        Flags = values.UInt32(),
        TraceId = values.Id(16),
        SpanId = values.Id(8),
        ObservedTimeUnixNano = values.Time(),
        EventName = values.Text(),
    };
}

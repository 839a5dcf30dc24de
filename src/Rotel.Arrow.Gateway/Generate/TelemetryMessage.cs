using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>Writes generated spans and log records as one Export*ServiceRequest: a resource a service, a scope a resource.</summary>
internal static class TelemetryMessage
{
    private const int Pods = 3;
    private const int StatusError = 2;

    /// <summary>W3C trace flags: sampled.</summary>
    private const uint Sampled = 1;

    /// <summary>The spans as a request; the caller owns it.</summary>
    public static OtlpBytes OfSpans(IReadOnlyList<GeneratedSpan> spans, SlabPool pool)
    {
        using var writer = new ProtoWriter(pool);
        foreach (IGrouping<int, GeneratedSpan> group in spans.GroupBy(static span => span.Service))
        {
            (MessageMark resource, MessageMark scope) = BeginScope(writer, group.Key);
            foreach (GeneratedSpan span in group)
            {
                MessageMark item = writer.BeginMessage(OtlpFields.ScopeGroup.Items, 2);
                Write(writer, span);
                writer.EndMessage(item);
            }

            EndScope(writer, resource, scope);
        }

        return Finish(writer, Signal.Traces, spans.Count);
    }

    /// <summary>The log records as a request; the caller owns it.</summary>
    public static OtlpBytes OfLogs(IReadOnlyList<GeneratedLog> logs, SlabPool pool)
    {
        using var writer = new ProtoWriter(pool);
        foreach (IGrouping<int, GeneratedLog> group in logs.GroupBy(static log => log.Span.Service))
        {
            (MessageMark resource, MessageMark scope) = BeginScope(writer, group.Key);
            foreach (GeneratedLog log in group)
            {
                MessageMark item = writer.BeginMessage(OtlpFields.ScopeGroup.Items, 2);
                Write(writer, log);
                writer.EndMessage(item);
            }

            EndScope(writer, resource, scope);
        }

        return Finish(writer, Signal.Logs, logs.Count);
    }

    /// <summary>Begins the resource of a service and the scope of its instrumentation.</summary>
    public static (MessageMark Resource, MessageMark Scope) BeginScope(ProtoWriter writer, int service)
    {
        ShopService known = ShopService.All[service];
        MessageMark group = writer.BeginMessage(OtlpFields.Request.ResourceGroups, 3);
        MessageMark resource = writer.BeginMessage(OtlpFields.ResourceGroup.Resource, 2);
        Attributes(writer, OtlpFields.Resource.Attributes, known.Resource(service % Pods));
        writer.EndMessage(resource);
        MessageMark scopeGroup = writer.BeginMessage(OtlpFields.ResourceGroup.ScopeGroups, 3);
        MessageMark scope = writer.BeginMessage(OtlpFields.ScopeGroup.Scope);
        Text(writer, OtlpFields.InstrumentationScope.Name, known.Library);
        Text(writer, OtlpFields.InstrumentationScope.Version, known.Version);
        writer.EndMessage(scope);
        return (group, scopeGroup);
    }

    public static void EndScope(ProtoWriter writer, MessageMark resource, MessageMark scope)
    {
        writer.EndMessage(scope);
        writer.EndMessage(resource);
    }

    /// <summary>Takes the message out of the writer.</summary>
    public static OtlpBytes Finish(ProtoWriter writer, Signal signal, int items)
    {
        int length = writer.Length;
        var bytes = new OtlpBytes(signal, 1);
        if (writer.Detach() is { } slab)
        {
            bytes.Add(slab, 0, length, items);
        }

        return bytes;
    }

    public static void Attributes(ProtoWriter writer, int field, IReadOnlyList<GeneratedAttribute> attributes)
    {
        foreach (GeneratedAttribute attribute in attributes)
        {
            MessageMark entry = writer.BeginMessage(field);
            Text(writer, OtlpFields.KeyValue.Key, attribute.Key);
            MessageMark value = writer.BeginMessage(OtlpFields.KeyValue.Value);
            switch (attribute.Type)
            {
                case GeneratedType.Text:
                    Text(writer, OtlpFields.AnyValue.StringValue, attribute.Text!);
                    break;
                case GeneratedType.Int:
                    writer.TryWriteVarint(OtlpFields.AnyValue.IntValue, (ulong)attribute.Int);
                    break;
                case GeneratedType.Double:
                    writer.TryWriteFixed64(OtlpFields.AnyValue.DoubleValue, BitConverter.DoubleToUInt64Bits(attribute.Double));
                    break;
                default:
                    writer.TryWriteVarint(OtlpFields.AnyValue.BoolValue, (ulong)attribute.Int);
                    break;
            }

            writer.EndMessage(value);
            writer.EndMessage(entry);
        }
    }

    public static void Text(ProtoWriter writer, int field, string value)
    {
        if (value.Length > 0)
        {
            writer.TryWriteBytes(field, System.Text.Encoding.UTF8.GetBytes(value));
        }
    }

    private static void Write(ProtoWriter writer, GeneratedSpan span)
    {
        writer.TryWriteBytes(OtlpFields.Span.TraceId, span.TraceId);
        writer.TryWriteBytes(OtlpFields.Span.SpanId, span.SpanId);
        if (span.ParentSpanId.Length > 0)
        {
            writer.TryWriteBytes(OtlpFields.Span.ParentSpanId, span.ParentSpanId);
        }

        Text(writer, OtlpFields.Span.Name, span.Name);
        writer.TryWriteVarint(OtlpFields.Span.Kind, (ulong)span.Kind);
        writer.TryWriteFixed64(OtlpFields.Span.StartTimeUnixNano, (ulong)span.StartUnixNanos);
        writer.TryWriteFixed64(OtlpFields.Span.EndTimeUnixNano, (ulong)span.EndUnixNanos);
        Attributes(writer, OtlpFields.Span.Attributes, span.Attributes);
        if (span.Error is { Length: > 0 } reason)
        {
            MessageMark thrown = writer.BeginMessage(OtlpFields.Span.Events);
            writer.TryWriteFixed64(OtlpFields.SpanEvent.TimeUnixNano, (ulong)span.EndUnixNanos);
            Text(writer, OtlpFields.SpanEvent.Name, "exception");
            Attributes(writer, OtlpFields.SpanEvent.Attributes,
                [GeneratedAttribute.Of("exception.type", "PaymentFailed"), GeneratedAttribute.Of("exception.message", reason)]);
            writer.EndMessage(thrown);
        }

        if (span.Error is not null)
        {
            MessageMark status = writer.BeginMessage(OtlpFields.Span.Status);
            Text(writer, OtlpFields.Status.Message, span.Error);
            writer.TryWriteVarint(OtlpFields.Status.Code, StatusError);
            writer.EndMessage(status);
        }

        writer.TryWriteFixed32(OtlpFields.Span.Flags, Sampled);
    }

    private static void Write(ProtoWriter writer, GeneratedLog log)
    {
        writer.TryWriteFixed64(OtlpFields.LogRecord.TimeUnixNano, (ulong)log.UnixNanos);
        writer.TryWriteVarint(OtlpFields.LogRecord.SeverityNumber, (ulong)log.Severity);
        Text(writer, OtlpFields.LogRecord.SeverityText, log.SeverityText);
        MessageMark body = writer.BeginMessage(OtlpFields.LogRecord.Body);
        Text(writer, OtlpFields.AnyValue.StringValue, log.Body);
        writer.EndMessage(body);
        Attributes(writer, OtlpFields.LogRecord.Attributes, log.Attributes);
        writer.TryWriteFixed32(OtlpFields.LogRecord.Flags, Sampled);
        writer.TryWriteBytes(OtlpFields.LogRecord.TraceId, log.Span.TraceId);
        writer.TryWriteBytes(OtlpFields.LogRecord.SpanId, log.Span.SpanId);
        writer.TryWriteFixed64(OtlpFields.LogRecord.ObservedTimeUnixNano, (ulong)log.UnixNanos);
    }
}

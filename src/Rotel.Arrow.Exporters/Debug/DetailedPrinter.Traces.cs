using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

internal readonly partial struct DetailedPrinter
{
    public void Span<TSpan>(scoped ref TSpan span)
        where TSpan : ISpanView, allows ref struct
    {
        _writer.Repeat(' ', ItemIndent).Write("span ").Quoted(span.Name, _maxBytes).Write(' ');
        WriteKind(span.Kind);
        _writer.Write(' ').Duration(span.StartTimeUnixNano, span.EndTimeUnixNano).EndLine();
        WriteIds(FieldIndent, span.TraceId, span.SpanId, span.ParentSpanId);
        _writer.Repeat(' ', FieldIndent).Write("time ").Time(span.StartTimeUnixNano);
        _writer.Write(" to ").Time(span.EndTimeUnixNano).EndLine();
        WriteTextLine(FieldIndent, "trace state ", span.TraceState);
        WriteTraceFlags(FieldIndent, span.Flags, "parent");
        if (span.HasStatus)
        {
            _writer.Repeat(' ', FieldIndent).Write("status ");
            WriteStatus(span.StatusCode);
            WriteText(" ", span.StatusMessage);
            _writer.EndLine();
        }

        WriteAttributes(ref span, FieldIndent);
        WriteDropped(FieldIndent, span.DroppedAttributesCount, span.DroppedEventsCount, span.DroppedLinksCount);
        var parts = new SpanPartPrinter(this, span.StartTimeUnixNano);
        span.VisitEvents(ref parts);
        span.VisitLinks(ref parts);
    }

    private void WriteKind(SpanKind kind)
    {
        string? name = kind switch
        {
            SpanKind.Unspecified => "unspecified",
            SpanKind.Internal => "internal",
            SpanKind.Server => "server",
            SpanKind.Client => "client",
            SpanKind.Producer => "producer",
            SpanKind.Consumer => "consumer",
            _ => null,
        };
        WriteName(name, "kind ", (int)kind);
    }

    private void WriteStatus(SpanStatusCode code)
    {
        string? name = code switch
        {
            SpanStatusCode.Unset => "unset",
            SpanStatusCode.Ok => "ok",
            SpanStatusCode.Error => "error",
            _ => null,
        };
        WriteName(name, "code ", (int)code);
    }

    /// <summary>The name of an enumeration member, or its number when the specification has no name for it.</summary>
    private void WriteName(string? name, string label, int number)
    {
        if (name is not null)
        {
            _writer.Write(name);
        }
        else
        {
            _writer.Write(label).Number(number);
        }
    }

    private readonly struct SpanPartPrinter(DetailedPrinter printer, ulong spanStart) : ISpanEventVisitor, ISpanLinkVisitor
    {
        public void Event<TEvent>(scoped ref TEvent spanEvent)
            where TEvent : ISpanEventView, allows ref struct
        {
            TerminalWriter writer = printer._writer;
            writer.Repeat(' ', FieldIndent).Write("event ").Quoted(spanEvent.Name, printer._maxBytes);
            writer.Write(" at ").Time(spanEvent.TimeUnixNano);
            if (spanEvent.TimeUnixNano != 0)
            {
                writer.Write(" (after ").Duration(spanStart, spanEvent.TimeUnixNano).Write(')');
            }

            writer.EndLine();
            printer.WriteAttributes(ref spanEvent, PartIndent);
            printer.WriteDropped(PartIndent, spanEvent.DroppedAttributesCount, 0, 0);
        }

        public void Link<TLink>(scoped ref TLink link)
            where TLink : ISpanLinkView, allows ref struct
        {
            printer._writer.Repeat(' ', FieldIndent).Write("link").EndLine();
            printer.WriteIds(PartIndent, link.TraceId, link.SpanId, default);
            printer.WriteTextLine(PartIndent, "trace state ", link.TraceState);
            printer.WriteTraceFlags(PartIndent, link.Flags, "linked span");
            printer.WriteAttributes(ref link, PartIndent);
            printer.WriteDropped(PartIndent, link.DroppedAttributesCount, 0, 0);
        }
    }
}

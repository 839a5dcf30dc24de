using Rotel.Arrow.Exporters.Terminal;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters;

internal readonly partial struct DetailedPrinter
{
    private static readonly string[] s_severities = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

    public void LogRecord<TRecord>(scoped ref TRecord record)
        where TRecord : ILogRecordView, allows ref struct
    {
        _writer.Repeat(' ', ItemIndent).Write("log ");
        WriteSeverity(record.SeverityNumber);
        WriteText(" ", record.SeverityText);
        _writer.EndLine();
        _writer.Repeat(' ', FieldIndent).Write("time ").Time(record.TimeUnixNano);
        _writer.Write(", observed ").Time(record.ObservedTimeUnixNano).EndLine();
        WriteTextLine(FieldIndent, "event name ", record.EventName);
        WriteIds(FieldIndent, record.TraceId, record.SpanId, default);
        WriteTraceFlags(FieldIndent, record.Flags, "span");
        if (record.HasBody)
        {
            _writer.Repeat(' ', FieldIndent).Write("body ");
            var body = new ValuePrinter(_writer, FieldIndent, _maxBytes);
            record.VisitBody(ref body);
        }

        WriteAttributes(ref record, FieldIndent);
        WriteDropped(FieldIndent, record.DroppedAttributesCount, 0, 0);
    }

    /// <summary>Severities come in six ranges of four: "INFO" is 9, "INFO2" is 10.</summary>
    private void WriteSeverity(int number)
    {
        if (number is < 1 or > 24)
        {
            WriteName(number == 0 ? "no severity" : null, "severity ", number);
            return;
        }

        int step = (number - 1) % 4;
        _writer.Write(s_severities[(number - 1) / 4]);
        if (step > 0)
        {
            _writer.Number(step + 1);
        }
    }
}

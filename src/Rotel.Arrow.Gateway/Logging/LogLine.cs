using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Rotel.Arrow.Gateway.Logging;

/// <summary>One entry of the log, before it becomes text.</summary>
internal readonly record struct LogLine(
    DateTimeOffset Time, LogLevel Level, string Category, EventId Event, string Message,
    IReadOnlyList<KeyValuePair<string, object?>>? Fields, Exception? Exception)
{
    /// <summary>What <c>[LoggerMessage]</c> adds to the fields: the template.</summary>
    private const string TemplateField = "{OriginalFormat}";

    private const string OwnPrefix = "Rotel.Arrow.";

    /// <summary>
    /// <c>2026-08-13T10:00:00.123Z INFO  Receivers.Otlp: message</c>; an exception follows in indented lines. Control
    /// characters are escaped: a peer's text can neither forge a line nor speak to the terminal.
    /// </summary>
    public void WriteText(StringBuilder text, bool color)
    {
        text.Append(CultureInfo.InvariantCulture, $"{Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} ");
        if (color)
        {
            text.Append(Level >= LogLevel.Error ? "\u001b[31m" : Level == LogLevel.Warning ? "\u001b[33m" : "\u001b[32m");
        }

        text.Append(LevelName.ToUpperInvariant().PadRight(5));
        text.Append(color ? "\u001b[0m " : " ").Append(ShortCategory).Append(": ");
        AppendEscaped(text, Message);
        text.Append('\n');
        if (Exception is null)
        {
            return;
        }

        foreach (string line in Exception.ToString().Split('\n'))
        {
            text.Append("    ");
            AppendEscaped(text, line.TrimEnd('\r'));
            text.Append('\n');
        }
    }

    /// <summary>One JSON object: time, level, category, event, message, the fields of the message, exception.</summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("time", Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteString("level", LevelName);
        json.WriteString("category", ShortCategory);
        if (Event.Name is { } name)
        {
            json.WriteString("event", name);
        }

        json.WriteString("message", Message);
        WriteFields(json);
        if (Exception is not null)
        {
            json.WriteString("exception", Exception.ToString());
        }

        json.WriteEndObject();
    }

    private string LevelName => Level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    /// <summary><c>Receivers.Otlp</c> for our own; of the platform's the class alone, whose namespace says nothing to an operator.</summary>
    private string ShortCategory => Category.StartsWith(OwnPrefix, StringComparison.Ordinal)
        ? Category[OwnPrefix.Length..]
        : Category[(Category.LastIndexOf('.') + 1)..];

    private void WriteFields(Utf8JsonWriter json)
    {
        if (Fields is null || Fields.Count == 0 || (Fields.Count == 1 && Fields[0].Key == TemplateField))
        {
            return;
        }

        json.WriteStartObject("fields");
        foreach ((string key, object? value) in Fields)
        {
            if (key == TemplateField)
            {
                continue;
            }

            json.WritePropertyName(key);
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case int number:
                    json.WriteNumberValue(number);
                    break;
                case long number:
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void AppendEscaped(StringBuilder text, string message)
    {
        foreach (char c in message)
        {
            if (c == '\n')
            {
                text.Append("\\n");
            }
            else if (char.IsControl(c) && c != '\t')
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                text.Append(c);
            }
        }
    }
}

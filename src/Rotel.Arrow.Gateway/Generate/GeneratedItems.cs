using System.Runtime.InteropServices;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>Type of an attribute's value.</summary>
internal enum GeneratedType : byte
{
    Text,
    Int,
    Double,
    Bool,
}

/// <summary>One attribute.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GeneratedAttribute(string Key, GeneratedType Type, string? Text, long Int, double Double)
{
    public static GeneratedAttribute Of(string key, string value) => new(key, GeneratedType.Text, value, 0, 0);

    public static GeneratedAttribute Of(string key, long value) => new(key, GeneratedType.Int, null, value, 0);

    public static GeneratedAttribute Of(string key, double value) => new(key, GeneratedType.Double, null, 0, value);

    public static GeneratedAttribute Of(string key, bool value) => new(key, GeneratedType.Bool, null, value ? 1 : 0, 0);
}

/// <summary>One span. Kind and status are OTLP's numbers; times are Unix nanoseconds.</summary>
internal sealed class GeneratedSpan
{
    public required int Service { get; init; }

    public required byte[] TraceId { get; init; }

    public required byte[] SpanId { get; init; }

    /// <summary>Empty for a root.</summary>
    public required byte[] ParentSpanId { get; init; }

    public required string Name { get; init; }

    public required int Kind { get; init; }

    public required long StartUnixNanos { get; init; }

    public long EndUnixNanos { get; set; }

    public List<GeneratedAttribute> Attributes { get; } = [];

    /// <summary>Null: not an error. Otherwise the message of the exception.</summary>
    public string? Error { get; set; }
}

/// <summary>One log record, written within a span.</summary>
internal sealed record GeneratedLog(GeneratedSpan Span, long UnixNanos, int Severity, string SeverityText, string Body)
{
    public List<GeneratedAttribute> Attributes { get; } = [];
}

using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Schema;

/// <summary>The protobuf type of a field; ids are told apart from other bytes because JSON writes them in hex.</summary>
internal enum FieldKind : byte
{
    Message,
    String,
    Bytes,

    /// <summary>bytes of length 16 or 0.</summary>
    TraceId,

    /// <summary>bytes of length 8 or 0.</summary>
    SpanId,
    Bool,
    Enum,
    Int32,
    SInt32,
    UInt32,
    Int64,
    UInt64,
    Fixed32,
    Fixed64,
    SFixed64,
    Double,
}

/// <summary>What a message field means for counting, rejecting and splitting.</summary>
internal enum FieldRole : byte
{
    /// <summary>Part of what contains it.</summary>
    Plain,

    /// <summary>resource_spans, scope_spans and their likes: an envelope around items.</summary>
    Envelope,

    /// <summary>A span, log record or data point.</summary>
    Item,

    /// <summary>A metric: an envelope that is rejected as a whole when its own fields are invalid.</summary>
    Metric,

    /// <summary>gauge, sum, ...: the envelope around the data points of a metric.</summary>
    MetricData,
}

internal static class FieldKinds
{
    /// <summary>Bytes of a trace id that is set.</summary>
    internal const int TraceIdBytes = 16;

    /// <summary>Bytes of a span id that is set.</summary>
    internal const int SpanIdBytes = 8;

    /// <summary>True unless the kind is an id and the length is neither that of one nor 0.</summary>
    internal static bool AllowsLength(this FieldKind kind, int bytes) => kind switch
    {
        FieldKind.TraceId => bytes is 0 or TraceIdBytes,
        FieldKind.SpanId => bytes is 0 or SpanIdBytes,
        _ => true,
    };

    /// <summary>How one value of the kind is framed.</summary>
    internal static WireType WireType(this FieldKind kind) => kind switch
    {
        FieldKind.Message or FieldKind.String or FieldKind.Bytes or FieldKind.TraceId or FieldKind.SpanId =>
            Wire.WireType.LengthDelimited,
        FieldKind.Fixed32 => Wire.WireType.Fixed32,
        FieldKind.Fixed64 or FieldKind.SFixed64 or FieldKind.Double => Wire.WireType.Fixed64,
        _ => Wire.WireType.Varint,
    };

    /// <summary>True for numbers, booleans and enums: what protobuf packs when repeated.</summary>
    internal static bool IsScalar(this FieldKind kind) => kind >= FieldKind.Bool;
}

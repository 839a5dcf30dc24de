namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>What a column of a table holds. Names of the columns: <see cref="FieldTable"/>.</summary>
internal enum Field : byte
{
    // Where an item comes from.
    ServiceName = 0,
    ResourceAttributes,
    ResourceAttributesKeys,
    ResourceSchemaUrl,
    ResourceDropped,
    ScopeName,
    ScopeVersion,
    ScopeAttributes,
    ScopeAttributesKeys,
    ScopeDropped,
    ScopeSchemaUrl,

    // Items of every kind.
    Attributes,
    AttributesKeys,
    Dropped,
    Flags,
    Time,
    StartTime,

    // Spans and log records.
    TraceId,
    SpanId,
    ParentSpanId,
    TraceState,
    SpanName,
    SpanKind,
    Duration,
    StatusCode,
    StatusMessage,
    DroppedEvents,
    DroppedLinks,
    EventTime,
    EventName,
    EventAttributes,
    EventDropped,
    LinkTraceId,
    LinkSpanId,
    LinkTraceState,
    LinkAttributes,
    LinkDropped,
    LinkFlags,
    ObservedTime,
    TraceFlags,
    SeverityText,
    SeverityNumber,
    Body,
    BodyType,
    LogEventName,

    // Data points.
    MetricName,
    MetricDescription,
    MetricUnit,
    MetricMetadata,
    Value,
    ValueInt,
    Temporality,
    IsMonotonic,
    Count,
    Sum,
    Min,
    Max,
    HasSum,
    HasMin,
    HasMax,
    BucketCounts,
    ExplicitBounds,
    Scale,
    ZeroCount,
    ZeroThreshold,
    PositiveOffset,
    PositiveBucketCounts,
    NegativeOffset,
    NegativeBucketCounts,
    Quantiles,
    QuantileValues,
    ExemplarAttributes,
    ExemplarTime,
    ExemplarValue,
    ExemplarSpanId,
    ExemplarTraceId,
}

/// <summary>How a column is written: follows from its type in the table, and for attributes also from the server.</summary>
internal enum Shape : byte
{
    /// <summary>The one way that the field has.</summary>
    Plain = 0,

    /// <summary>LowCardinality(String) for text.</summary>
    LowCardinality,

    /// <summary>Map(LowCardinality(String), String).</summary>
    Map,

    /// <summary>JSON in the flattened layout.</summary>
    Json,

    /// <summary>A String of JSON text.</summary>
    JsonText,

    /// <summary>Array(LowCardinality(String)) of the keys.</summary>
    Keys,
}

/// <summary>One column of an insert.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Field">What it holds.</param>
/// <param name="Shape">How it is written.</param>
internal readonly record struct ColumnPlan(string Name, Field Field, Shape Shape);

/// <summary>The attribute tables that a block shows.</summary>
internal enum AttributeSet : byte
{
    Items = 0,
    Resources,
    Scopes,

    /// <summary>Events of spans; exemplars of points.</summary>
    Events,
    Links,
    Metadata,
}

/// <summary>Which fields hold attributes.</summary>
internal static class AttributeFields
{
    public const int SetCount = 6;

    /// <summary>The table behind a field of attributes; null for all other fields.</summary>
    public static AttributeSet? SetOf(Field field) => field switch
    {
        Field.Attributes or Field.AttributesKeys => AttributeSet.Items,
        Field.ResourceAttributes or Field.ResourceAttributesKeys => AttributeSet.Resources,
        Field.ScopeAttributes or Field.ScopeAttributesKeys => AttributeSet.Scopes,
        Field.EventAttributes or Field.ExemplarAttributes => AttributeSet.Events,
        Field.LinkAttributes => AttributeSet.Links,
        Field.MetricMetadata => AttributeSet.Metadata,
        _ => null,
    };
}

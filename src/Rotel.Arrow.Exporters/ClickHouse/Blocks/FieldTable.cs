namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>
/// All columns of all tables, in the order in which they are created. Names and types are those of Rotel's DDL and the
/// Collector's (rotel.md 2.2, collector.md 3.1).
/// </summary>
internal static class FieldTable
{
    private const string Z = "ZSTD(1)";
    private const string Dz = "Delta, ZSTD(1)";
    private const string Time = "DateTime64(9)";
    private const string Low = "LowCardinality(String)";
    private const string KeyList = "Array(LowCardinality(String))";

    private static readonly ColumnDefinition[] Traces =
    [
        new("Timestamp", Field.Time, Time, Dz),
        new("TraceId", Field.TraceId, "String", Z),
        new("SpanId", Field.SpanId, "String", Z),
        new("ParentSpanId", Field.ParentSpanId, "String", Z),
        new("TraceState", Field.TraceState, "String", Z),
        new("SpanName", Field.SpanName, Low, Z),
        new("SpanKind", Field.SpanKind, Low, Z),
        new("ServiceName", Field.ServiceName, Low, Z),
        new("ResourceAttributes", Field.ResourceAttributes, "M", Z),
        new("ResourceAttributesKeys", Field.ResourceAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("ScopeName", Field.ScopeName, "String", Z),
        new("ScopeVersion", Field.ScopeVersion, "String", Z),
        new("SpanAttributes", Field.Attributes, "M", Z),
        new("SpanAttributesKeys", Field.AttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("Duration", Field.Duration, "UInt64", Z),
        new("StatusCode", Field.StatusCode, Low, Z),
        new("StatusMessage", Field.StatusMessage, "String", Z),
        new("Events.Timestamp", Field.EventTime, Time, Z),
        new("Events.Name", Field.EventName, Low, Z),
        new("Events.Attributes", Field.EventAttributes, "M", Z),
        new("Events.DroppedAttributesCount", Field.EventDropped, "UInt32", Z, ColumnUse.Extra),
        new("Links.TraceId", Field.LinkTraceId, "String", Z),
        new("Links.SpanId", Field.LinkSpanId, "String", Z),
        new("Links.TraceState", Field.LinkTraceState, "String", Z),
        new("Links.Attributes", Field.LinkAttributes, "M", Z),
        new("Links.DroppedAttributesCount", Field.LinkDropped, "UInt32", Z, ColumnUse.Extra),
        new("Links.Flags", Field.LinkFlags, "UInt32", Z, ColumnUse.Extra),
        new("ScopeAttributes", Field.ScopeAttributes, "M", Z, ColumnUse.Extra),
        new("ScopeAttributesKeys", Field.ScopeAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("ResourceSchemaUrl", Field.ResourceSchemaUrl, Low, Z, ColumnUse.Extra),
        new("ScopeSchemaUrl", Field.ScopeSchemaUrl, Low, Z, ColumnUse.Extra),
        new("SpanFlags", Field.Flags, "UInt32", Z, ColumnUse.Extra),
        new("DroppedAttributesCount", Field.Dropped, "UInt32", Z, ColumnUse.Extra),
        new("DroppedEventsCount", Field.DroppedEvents, "UInt32", Z, ColumnUse.Extra),
        new("DroppedLinksCount", Field.DroppedLinks, "UInt32", Z, ColumnUse.Extra),
        new("ResourceDroppedAttrCount", Field.ResourceDropped, "UInt32", Z, ColumnUse.Extra),
        new("ScopeDroppedAttrCount", Field.ScopeDropped, "UInt32", Z, ColumnUse.Extra),
    ];

    private static readonly ColumnDefinition[] Logs =
    [
        new("Timestamp", Field.Time, Time, "Delta(8), ZSTD(1)"),
        new("TraceId", Field.TraceId, "String", Z),
        new("SpanId", Field.SpanId, "String", Z),
        new("TraceFlags", Field.TraceFlags, "UInt8"),
        new("SeverityText", Field.SeverityText, Low, Z),
        new("SeverityNumber", Field.SeverityNumber, "UInt8"),
        new("ServiceName", Field.ServiceName, Low, Z),
        new("Body", Field.Body, "String", Z),
        new("ResourceSchemaUrl", Field.ResourceSchemaUrl, Low, Z),
        new("ResourceAttributes", Field.ResourceAttributes, "M", Z),
        new("ResourceAttributesKeys", Field.ResourceAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("ScopeSchemaUrl", Field.ScopeSchemaUrl, Low, Z),
        new("ScopeName", Field.ScopeName, "String", Z),
        new("ScopeVersion", Field.ScopeVersion, Low, Z),
        new("ScopeAttributes", Field.ScopeAttributes, "M", Z),
        new("ScopeAttributesKeys", Field.ScopeAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("LogAttributes", Field.Attributes, "M", Z),
        new("LogAttributesKeys", Field.AttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("EventName", Field.LogEventName, "String", Z, ColumnUse.ExtraInMap),
        new("ObservedTimestamp", Field.ObservedTime, Time, Dz, ColumnUse.Extra),
        new("BodyType", Field.BodyType, Low, Z, ColumnUse.Extra),
        new("LogFlags", Field.Flags, "UInt32", Z, ColumnUse.Extra),
        new("DroppedAttributesCount", Field.Dropped, "UInt32", Z, ColumnUse.Extra),
        new("ResourceDroppedAttrCount", Field.ResourceDropped, "UInt32", Z, ColumnUse.Extra),
        new("ScopeDroppedAttrCount", Field.ScopeDropped, "UInt32", Z, ColumnUse.Extra),
    ];

    private static readonly ColumnDefinition[] MetricStart =
    [
        new("ResourceAttributes", Field.ResourceAttributes, "M", Z),
        new("ResourceAttributesKeys", Field.ResourceAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("ResourceSchemaUrl", Field.ResourceSchemaUrl, "String", Z),
        new("ScopeName", Field.ScopeName, "String", Z),
        new("ScopeVersion", Field.ScopeVersion, "String", Z),
        new("ScopeAttributes", Field.ScopeAttributes, "M", Z),
        new("ScopeAttributesKeys", Field.ScopeAttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("ScopeDroppedAttrCount", Field.ScopeDropped, "UInt32", Z),
        new("ScopeSchemaUrl", Field.ScopeSchemaUrl, "String", Z),
        new("ServiceName", Field.ServiceName, Low, Z),
        new("MetricName", Field.MetricName, "String", Z),
        new("MetricDescription", Field.MetricDescription, "String", Z),
        new("MetricUnit", Field.MetricUnit, "String", Z),
        new("Attributes", Field.Attributes, "M", Z),
        new("AttributesKeys", Field.AttributesKeys, KeyList, Z, ColumnUse.Foreign),
        new("StartTimeUnix", Field.StartTime, Time, Dz),
        new("TimeUnix", Field.Time, Time, Dz),
    ];

    private static readonly ColumnDefinition[] MetricEnd =
    [
        new("MetricMetadata", Field.MetricMetadata, "M", Z, ColumnUse.Extra),
        new("ResourceDroppedAttrCount", Field.ResourceDropped, "UInt32", Z, ColumnUse.Extra),
    ];

    private static readonly ColumnDefinition Flags = new("Flags", Field.Flags, "UInt32", Z);
    private static readonly ColumnDefinition Temporality = new("AggregationTemporality", Field.Temporality, "Int32", Z);
    private static readonly ColumnDefinition Count = new("Count", Field.Count, "UInt64", Dz);
    private static readonly ColumnDefinition Sum = new("Sum", Field.Sum, "Float64", Z);
    private static readonly ColumnDefinition HasSum = new("HasSum", Field.HasSum, "Bool", Z, ColumnUse.Extra);

    private static readonly ColumnDefinition[] Value =
        [new("Value", Field.Value, "Float64", Z), Flags];

    private static readonly ColumnDefinition ValueInt = new("ValueInt", Field.ValueInt, "Nullable(Int64)", Z, ColumnUse.Extra);

    private static readonly ColumnDefinition[] MinMax =
        [new("Min", Field.Min, "Float64", Z), new("Max", Field.Max, "Float64", Z)];

    private static readonly ColumnDefinition[] Presence =
        [HasSum, new("HasMin", Field.HasMin, "Bool", Z, ColumnUse.Extra), new("HasMax", Field.HasMax, "Bool", Z, ColumnUse.Extra)];

    private static readonly ColumnDefinition[] Exemplars =
    [
        new("Exemplars.FilteredAttributes", Field.ExemplarAttributes, "M", Z),
        new("Exemplars.TimeUnix", Field.ExemplarTime, Time, Z),
        new("Exemplars.Value", Field.ExemplarValue, "Float64", Z),
        new("Exemplars.SpanId", Field.ExemplarSpanId, "String", Z),
        new("Exemplars.TraceId", Field.ExemplarTraceId, "String", Z),
    ];

    private static readonly ColumnDefinition[][] ByKind =
    [
        Traces,
        Logs,
        [.. MetricStart, .. Value, .. Exemplars, .. MetricEnd, ValueInt],
        [.. MetricStart, .. Value, .. Exemplars, Temporality, new("IsMonotonic", Field.IsMonotonic, "Boolean", Dz), .. MetricEnd, ValueInt],
        [
            .. MetricStart, Count, Sum,
            new("BucketCounts", Field.BucketCounts, "Array(UInt64)", Z), new("ExplicitBounds", Field.ExplicitBounds, "Array(Float64)", Z),
            .. Exemplars, Flags, .. MinMax, Temporality, .. MetricEnd, .. Presence,
        ],
        [
            .. MetricStart, Count, Sum,
            new("Scale", Field.Scale, "Int32", Z), new("ZeroCount", Field.ZeroCount, "UInt64", Z),
            new("PositiveOffset", Field.PositiveOffset, "Int32", Z), new("PositiveBucketCounts", Field.PositiveBucketCounts, "Array(UInt64)", Z),
            new("NegativeOffset", Field.NegativeOffset, "Int32", Z), new("NegativeBucketCounts", Field.NegativeBucketCounts, "Array(UInt64)", Z),
            .. Exemplars, Flags, .. MinMax, Temporality,
            new("ZeroThreshold", Field.ZeroThreshold, "Float64", Z, ColumnUse.Extra), .. MetricEnd, .. Presence,
        ],
        [
            .. MetricStart, Count, Sum,
            new("ValueAtQuantiles.Quantile", Field.Quantiles, "Float64", Z), new("ValueAtQuantiles.Value", Field.QuantileValues, "Float64", Z),
            Flags, .. MetricEnd,
        ],
    ];

    /// <summary>The columns of a table.</summary>
    public static ReadOnlySpan<ColumnDefinition> Of(TableKind kind) => ByKind[(int)kind];

    /// <summary>The column of this name; null when we do not know it.</summary>
    public static ColumnDefinition? Find(TableKind kind, string name) =>
        System.Array.Find(ByKind[(int)kind], column => column.Name == name);
}

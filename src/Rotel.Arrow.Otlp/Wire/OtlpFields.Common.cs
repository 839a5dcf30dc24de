namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Field numbers of OTLP 1.11 messages: opentelemetry.proto.common.v1 and resource.v1, and the envelopes all signals share.</summary>
public static partial class OtlpFields
{
    /// <summary>AnyValue.</summary>
    public static class AnyValue
    {
        public const int StringValue = 1;
        public const int BoolValue = 2;
        public const int IntValue = 3;
        public const int DoubleValue = 4;
        public const int ArrayValue = 5;
        public const int KvlistValue = 6;
        public const int BytesValue = 7;
        public const int StringValueStrindex = 8;
    }

    /// <summary>ArrayValue.</summary>
    public static class ArrayValue
    {
        public const int Values = 1;
    }

    /// <summary>KeyValueList.</summary>
    public static class KeyValueList
    {
        public const int Values = 1;
    }

    /// <summary>KeyValue.</summary>
    public static class KeyValue
    {
        public const int Key = 1;
        public const int Value = 2;
        public const int KeyStrindex = 3;
    }

    /// <summary>InstrumentationScope.</summary>
    public static class InstrumentationScope
    {
        public const int Name = 1;
        public const int Version = 2;
        public const int Attributes = 3;
        public const int DroppedAttributesCount = 4;
    }

    /// <summary>EntityRef.</summary>
    public static class EntityRef
    {
        public const int SchemaUrl = 1;
        public const int Type = 2;
        public const int IdKeys = 3;
        public const int DescriptionKeys = 4;
    }

    /// <summary>Resource.</summary>
    public static class Resource
    {
        public const int Attributes = 1;
        public const int DroppedAttributesCount = 2;
        public const int EntityRefs = 3;
    }

    /// <summary>Export*ServiceRequest and *Data of all signals: field 1 is resource_spans, resource_logs or resource_metrics.</summary>
    public static class Request
    {
        public const int ResourceGroups = 1;
    }

    /// <summary>ResourceSpans, ResourceLogs, ResourceMetrics.</summary>
    public static class ResourceGroup
    {
        public const int Resource = 1;
        public const int ScopeGroups = 2;
        public const int SchemaUrl = 3;
    }

    /// <summary>ScopeSpans, ScopeLogs, ScopeMetrics; items are spans, log records or metrics.</summary>
    public static class ScopeGroup
    {
        public const int Scope = 1;
        public const int Items = 2;
        public const int SchemaUrl = 3;
    }
}

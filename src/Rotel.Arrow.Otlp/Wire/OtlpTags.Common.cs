namespace Rotel.Arrow.Otlp.Wire;

/// <summary>Tags (field number and wire type) of the fields in <see cref="OtlpFields"/>: opentelemetry.proto.common.v1. Repeated scalars have the tag of their packed form.</summary>
public static partial class OtlpTags
{
    private const uint Varint = (uint)WireType.Varint;
    private const uint Fixed64 = (uint)WireType.Fixed64;
    private const uint Fixed32 = (uint)WireType.Fixed32;
    private const uint Len = (uint)WireType.LengthDelimited;

    /// <summary>AnyValue.</summary>
    public static class AnyValue
    {
        public const uint StringValue = (OtlpFields.AnyValue.StringValue << 3) | Len;
        public const uint BoolValue = (OtlpFields.AnyValue.BoolValue << 3) | Varint;
        public const uint IntValue = (OtlpFields.AnyValue.IntValue << 3) | Varint;
        public const uint DoubleValue = (OtlpFields.AnyValue.DoubleValue << 3) | Fixed64;
        public const uint ArrayValue = (OtlpFields.AnyValue.ArrayValue << 3) | Len;
        public const uint KvlistValue = (OtlpFields.AnyValue.KvlistValue << 3) | Len;
        public const uint BytesValue = (OtlpFields.AnyValue.BytesValue << 3) | Len;
        public const uint StringValueStrindex = (OtlpFields.AnyValue.StringValueStrindex << 3) | Varint;
    }

    /// <summary>ArrayValue.</summary>
    public static class ArrayValue
    {
        public const uint Values = (OtlpFields.ArrayValue.Values << 3) | Len;
    }

    /// <summary>KeyValueList.</summary>
    public static class KeyValueList
    {
        public const uint Values = (OtlpFields.KeyValueList.Values << 3) | Len;
    }

    /// <summary>KeyValue.</summary>
    public static class KeyValue
    {
        public const uint Key = (OtlpFields.KeyValue.Key << 3) | Len;
        public const uint Value = (OtlpFields.KeyValue.Value << 3) | Len;
        public const uint KeyStrindex = (OtlpFields.KeyValue.KeyStrindex << 3) | Varint;
    }

    /// <summary>InstrumentationScope.</summary>
    public static class InstrumentationScope
    {
        public const uint Name = (OtlpFields.InstrumentationScope.Name << 3) | Len;
        public const uint Version = (OtlpFields.InstrumentationScope.Version << 3) | Len;
        public const uint Attributes = (OtlpFields.InstrumentationScope.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.InstrumentationScope.DroppedAttributesCount << 3) | Varint;
    }

    /// <summary>EntityRef.</summary>
    public static class EntityRef
    {
        public const uint SchemaUrl = (OtlpFields.EntityRef.SchemaUrl << 3) | Len;
        public const uint Type = (OtlpFields.EntityRef.Type << 3) | Len;
        public const uint IdKeys = (OtlpFields.EntityRef.IdKeys << 3) | Len;
        public const uint DescriptionKeys = (OtlpFields.EntityRef.DescriptionKeys << 3) | Len;
    }

    /// <summary>Resource.</summary>
    public static class Resource
    {
        public const uint Attributes = (OtlpFields.Resource.Attributes << 3) | Len;
        public const uint DroppedAttributesCount = (OtlpFields.Resource.DroppedAttributesCount << 3) | Varint;
        public const uint EntityRefs = (OtlpFields.Resource.EntityRefs << 3) | Len;
    }

    /// <summary>Export*ServiceRequest and *Data of all signals: field 1 is resource_spans, resource_logs or resource_metrics.</summary>
    public static class Request
    {
        public const uint ResourceGroups = (OtlpFields.Request.ResourceGroups << 3) | Len;
    }

    /// <summary>ResourceSpans, ResourceLogs, ResourceMetrics.</summary>
    public static class ResourceGroup
    {
        public const uint Resource = (OtlpFields.ResourceGroup.Resource << 3) | Len;
        public const uint ScopeGroups = (OtlpFields.ResourceGroup.ScopeGroups << 3) | Len;
        public const uint SchemaUrl = (OtlpFields.ResourceGroup.SchemaUrl << 3) | Len;
    }

    /// <summary>ScopeSpans, ScopeLogs, ScopeMetrics; items are spans, log records or metrics.</summary>
    public static class ScopeGroup
    {
        public const uint Scope = (OtlpFields.ScopeGroup.Scope << 3) | Len;
        public const uint Items = (OtlpFields.ScopeGroup.Items << 3) | Len;
        public const uint SchemaUrl = (OtlpFields.ScopeGroup.SchemaUrl << 3) | Len;
    }
}

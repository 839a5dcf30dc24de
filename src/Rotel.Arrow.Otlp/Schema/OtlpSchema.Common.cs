using F = Rotel.Arrow.Otlp.Wire.OtlpFields;

namespace Rotel.Arrow.Otlp.Schema;

/// <content>common.v1 and resource.v1.</content>
internal static partial class OtlpSchema
{
    internal static readonly MessageSchema AnyValue = new("AnyValue");
    internal static readonly MessageSchema ArrayValue = new("ArrayValue");
    internal static readonly MessageSchema KeyValueList = new("KeyValueList");
    internal static readonly MessageSchema KeyValue = new("KeyValue");
    internal static readonly MessageSchema Scope = new("InstrumentationScope");
    internal static readonly MessageSchema EntityRef = new("EntityRef");
    internal static readonly MessageSchema Resource = new("Resource", 2);

    private static void DefineCommon()
    {
        AnyValue.Define(
            OneOf(F.AnyValue.StringValue, "string_value", FieldKind.String),
            OneOf(F.AnyValue.BoolValue, "bool_value", FieldKind.Bool),
            OneOf(F.AnyValue.IntValue, "int_value", FieldKind.Int64),
            OneOf(F.AnyValue.DoubleValue, "double_value", FieldKind.Double),
            OneOf(F.AnyValue.ArrayValue, "array_value", ArrayValue),
            OneOf(F.AnyValue.KvlistValue, "kvlist_value", KeyValueList),
            OneOf(F.AnyValue.BytesValue, "bytes_value", FieldKind.Bytes),
            OneOf(F.AnyValue.StringValueStrindex, "string_value_strindex", FieldKind.Int32));
        ArrayValue.Define(
            Children(F.ArrayValue.Values, "values", AnyValue));
        KeyValueList.Define(
            Children(F.KeyValueList.Values, "values", KeyValue));
        KeyValue.Define(
            Field(F.KeyValue.Key, "key", FieldKind.String),
            Child(F.KeyValue.Value, "value", AnyValue),
            Field(F.KeyValue.KeyStrindex, "key_strindex", FieldKind.Int32));
        Scope.Define(
            Field(F.InstrumentationScope.Name, "name", FieldKind.String),
            Field(F.InstrumentationScope.Version, "version", FieldKind.String),
            Children(F.InstrumentationScope.Attributes, "attributes", KeyValue),
            Field(F.InstrumentationScope.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32));
        EntityRef.Define(
            Field(F.EntityRef.SchemaUrl, "schema_url", FieldKind.String),
            Field(F.EntityRef.Type, "type", FieldKind.String),
            Repeated(F.EntityRef.IdKeys, "id_keys", FieldKind.String),
            Repeated(F.EntityRef.DescriptionKeys, "description_keys", FieldKind.String));
        Resource.Define(
            Children(F.Resource.Attributes, "attributes", KeyValue),
            Field(F.Resource.DroppedAttributesCount, "dropped_attributes_count", FieldKind.UInt32),
            Children(F.Resource.EntityRefs, "entity_refs", EntityRef));
    }
}

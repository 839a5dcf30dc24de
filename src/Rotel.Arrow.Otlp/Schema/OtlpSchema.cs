using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Schema;

/// <summary>
/// The messages of OTLP 1.11 as tables: the one description that drives the table validator, the JSON reader and the
/// JSON writer. Field 1000 (the retired instrumentation library lists) is unknown here, as it is in the specification.
/// </summary>
internal static partial class OtlpSchema
{
    /// <summary>
    /// Most AnyValues inside one another, the outermost included. Deeper values are rejected: walkers recurse, and a
    /// stack overflow cannot be caught.
    /// </summary>
    internal const int MaxAnyValueDepth = 64;

    static OtlpSchema()
    {
        DefineCommon();
        DefineTraces();
        DefineLogs();
        DefineMetrics();
    }

    /// <summary>The root message: Export*ServiceRequest, or *Data, which has the same fields.</summary>
    internal static MessageSchema Request(Signal signal) => signal switch
    {
        Signal.Traces => TracesRequest,
        Signal.Logs => LogsRequest,
        _ => MetricsRequest,
    };

    private static FieldSchema Field(int number, string name, FieldKind kind) => new(number, name, kind);

    private static FieldSchema OneOf(int number, string name, FieldKind kind) => new(number, name, kind) { Oneof = 0 };

    private static FieldSchema Optional(int number, string name, FieldKind kind) => new(number, name, kind) { Optional = true };

    private static FieldSchema Repeated(int number, string name, FieldKind kind) => new(number, name, kind) { Repeated = true };

    private static FieldSchema EnumField(int number, string name, EnumSchema values) =>
        new(number, name, FieldKind.Enum) { Enum = values };

    private static FieldSchema Child(int number, string name, MessageSchema message) =>
        new(number, name, FieldKind.Message) { Message = message };

    private static FieldSchema OneOf(int number, string name, MessageSchema message, FieldRole role = FieldRole.Plain) =>
        new(number, name, FieldKind.Message) { Message = message, Oneof = 0, Role = role };

    private static FieldSchema Children(int number, string name, MessageSchema message, FieldRole role = FieldRole.Plain) =>
        new(number, name, FieldKind.Message) { Message = message, Repeated = true, Role = role };

    /// <summary>Defines request, resource group and scope group, which differ by their names only.</summary>
    private static void DefineEnvelopes(
        MessageSchema request, MessageSchema resourceGroup, MessageSchema scopeGroup, string suffix, FieldSchema items)
    {
        request.Define(
            Children(Wire.OtlpFields.Request.ResourceGroups, "resource_" + suffix, resourceGroup, FieldRole.Envelope));
        resourceGroup.Define(
            Child(Wire.OtlpFields.ResourceGroup.Resource, "resource", Resource),
            Children(Wire.OtlpFields.ResourceGroup.ScopeGroups, "scope_" + suffix, scopeGroup, FieldRole.Envelope),
            Field(Wire.OtlpFields.ResourceGroup.SchemaUrl, "schema_url", FieldKind.String));
        scopeGroup.Define(
            Child(Wire.OtlpFields.ScopeGroup.Scope, "scope", Scope),
            items,
            Field(Wire.OtlpFields.ScopeGroup.SchemaUrl, "schema_url", FieldKind.String));
    }
}

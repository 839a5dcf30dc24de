using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes the resource and scope envelopes around the items.</summary>
internal readonly ref struct OriginEncoder
{
    private readonly ReadOnlySpan<ScopeRun> _runs;
    private readonly int _rows;
    private readonly AttributeAccessor _resourceAttributes;
    private readonly AttributeAccessor _scopeAttributes;
    private readonly BinaryAccessor _resourceSchemaUrl;
    private readonly PrimitiveAccessor<uint> _resourceDropped;
    private readonly BinaryAccessor _entityRefs;
    private readonly BoolAccessor _resourceAbsent;
    private readonly BinaryAccessor _scopeName;
    private readonly BinaryAccessor _scopeVersion;
    private readonly PrimitiveAccessor<uint> _scopeDropped;
    private readonly BoolAccessor _scopeAbsent;
    private readonly BinaryAccessor _schemaUrl;

    public OriginEncoder(OtapBatch batch)
    {
        RecordBatch root = batch.Root;
        IArrowArray? resource = root.Find(ColumnNames.Resource);
        IArrowArray? scope = root.Find(ColumnNames.Scope);
        _runs = batch.ScopeRuns.Span;
        _rows = root.Length;
        _resourceAttributes = new AttributeAccessor(batch, PayloadType.ResourceAttrs);
        _scopeAttributes = new AttributeAccessor(batch, PayloadType.ScopeAttrs);
        _resourceSchemaUrl = new BinaryAccessor(resource.Child(ColumnNames.SchemaUrl));
        _resourceDropped = new PrimitiveAccessor<uint>(resource.Child(ColumnNames.DroppedAttributesCount));
        _entityRefs = new BinaryAccessor(resource.Child(ColumnNames.ExtEntityRefs));
        _resourceAbsent = new BoolAccessor(resource.Child(ColumnNames.ExtAbsent));
        _scopeName = new BinaryAccessor(scope.Child(ColumnNames.Name));
        _scopeVersion = new BinaryAccessor(scope.Child(ColumnNames.Version));
        _scopeDropped = new PrimitiveAccessor<uint>(scope.Child(ColumnNames.DroppedAttributesCount));
        _scopeAbsent = new BoolAccessor(scope.Child(ColumnNames.ExtAbsent));
        _schemaUrl = new BinaryAccessor(root.Find(ColumnNames.SchemaUrl));
    }

    /// <summary>Number of runs. The encoder of a signal goes through them from the last to the first.</summary>
    public int RunCount => _runs.Length;

    /// <summary>Root rows [first, end) of a run.</summary>
    public (int First, int End) Rows(int run) =>
        (_runs[run].StartRow, run + 1 < _runs.Length ? _runs[run + 1].StartRow : _rows);

    /// <summary>What stands behind the items of a run: the end of its ResourceX, if it is the last one of it.</summary>
    public void WriteBehind(ref ReverseProtoWriter writer, int run, ref int resourceMark, out int scopeMark)
    {
        int row = _runs[run].StartRow;
        if (run + 1 == _runs.Length || _runs[run + 1].StartsResource)
        {
            resourceMark = writer.Length;
            writer.BytesUnlessEmpty(OtlpTags.ResourceGroup.SchemaUrl, _resourceSchemaUrl[row]);
        }

        scopeMark = writer.Length;
        writer.BytesUnlessEmpty(OtlpTags.ScopeGroup.SchemaUrl, _schemaUrl[row]);
    }

    /// <summary>What stands before the items of a run: scope, and resource if it begins here.</summary>
    public void WriteBefore(ref ReverseProtoWriter writer, int run, int resourceMark, int scopeMark, ProtoWriter scratch)
    {
        int row = _runs[run].StartRow;
        if (!_scopeAbsent[row])
        {
            int mark = writer.Length;
            writer.VarintUnlessZero(OtlpTags.InstrumentationScope.DroppedAttributesCount, _scopeDropped[row]);
            AttributeEncoder.Write(
                ref writer, OtlpTags.InstrumentationScope.Attributes, _scopeAttributes, _runs[run].ScopeId, scratch);
            writer.BytesUnlessEmpty(OtlpTags.InstrumentationScope.Version, _scopeVersion[row]);
            writer.BytesUnlessEmpty(OtlpTags.InstrumentationScope.Name, _scopeName[row]);
            writer.Message(OtlpTags.ScopeGroup.Scope, mark);
        }

        writer.Message(OtlpTags.ResourceGroup.ScopeGroups, scopeMark);
        if (!_runs[run].StartsResource)
        {
            return;
        }

        if (!_resourceAbsent[row])
        {
            int mark = writer.Length;
            writer.Raw(_entityRefs[row]);
            writer.VarintUnlessZero(OtlpTags.Resource.DroppedAttributesCount, _resourceDropped[row]);
            AttributeEncoder.Write(
                ref writer, OtlpTags.Resource.Attributes, _resourceAttributes, _runs[run].ResourceId, scratch);
            writer.Message(OtlpTags.ResourceGroup.Resource, mark);
        }

        writer.Message(OtlpTags.Request.ResourceGroups, resourceMark);
    }
}

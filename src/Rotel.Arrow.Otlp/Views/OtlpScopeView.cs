using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>The headers of a ScopeSpans, ScopeLogs or ScopeMetrics message.</summary>
internal ref struct OtlpScopeView : IScopeView
{
    private readonly ReadOnlySpan<byte> _group;

    public OtlpScopeView(ReadOnlySpan<byte> group)
    {
        _group = group;
        var reader = new ProtoReader(group);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.ScopeGroup.Scope:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> scope);
                    HasScope |= read;
                    ScanScope(scope);
                    break;
                case OtlpTags.ScopeGroup.SchemaUrl:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> schemaUrl);
                    SchemaUrl = schemaUrl;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public bool HasScope { get; }

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Version { get; private set; }

    public ReadOnlySpan<byte> SchemaUrl { get; }

    public uint DroppedAttributesCount { get; private set; }

    public int AttributeCount { get; private set; }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct
    {
        var scopes = new FieldWalk(_group, OtlpTags.ScopeGroup.Scope);
        while (scopes.MoveNext(out ReadOnlySpan<byte> scope))
        {
            ValueWalk.VisitAttributes(scope, OtlpTags.InstrumentationScope.Attributes, FieldRange.All, ref visitor);
        }
    }

    private void ScanScope(ReadOnlySpan<byte> scope)
    {
        var reader = new ProtoReader(scope);
        bool read = true;
        ReadOnlySpan<byte> text;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.InstrumentationScope.Name:
                    read = reader.TryReadBytes(out text);
                    Name = text;
                    break;
                case OtlpTags.InstrumentationScope.Version:
                    read = reader.TryReadBytes(out text);
                    Version = text;
                    break;
                case OtlpTags.InstrumentationScope.Attributes:
                    read = reader.TryReadBytes(out _);
                    AttributeCount += read ? 1 : 0;
                    break;
                case OtlpTags.InstrumentationScope.DroppedAttributesCount:
                    read = reader.TryReadUInt32(out uint dropped);
                    DroppedAttributesCount = dropped;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }
}

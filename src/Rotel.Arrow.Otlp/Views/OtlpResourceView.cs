using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>The headers of a ResourceSpans, ResourceLogs or ResourceMetrics message.</summary>
internal ref struct OtlpResourceView : IResourceView
{
    private readonly ReadOnlySpan<byte> _group;

    public OtlpResourceView(ReadOnlySpan<byte> group)
    {
        _group = group;
        var reader = new ProtoReader(group);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.ResourceGroup.Resource:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> resource);
                    HasResource |= read;
                    ScanResource(resource);
                    break;
                case OtlpTags.ResourceGroup.SchemaUrl:
                    read = reader.TryReadBytes(out ReadOnlySpan<byte> schemaUrl);
                    SchemaUrl = schemaUrl;
                    break;
                default:
                    read = reader.TrySkip(tag);
                    break;
            }
        }
    }

    public bool HasResource { get; }

    public ReadOnlySpan<byte> SchemaUrl { get; }

    public uint DroppedAttributesCount { get; private set; }

    public int AttributeCount { get; private set; }

    public readonly void VisitAttributes<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IAttributeVisitor, allows ref struct
    {
        var resources = new FieldWalk(_group, OtlpTags.ResourceGroup.Resource);
        while (resources.MoveNext(out ReadOnlySpan<byte> resource))
        {
            ValueWalk.VisitAttributes(resource, OtlpTags.Resource.Attributes, FieldRange.All, ref visitor);
        }
    }

    public readonly void VisitEntityRefs<TVisitor>(scoped ref TVisitor visitor)
        where TVisitor : IEntityRefVisitor, allows ref struct
    {
        var resources = new FieldWalk(_group, OtlpTags.ResourceGroup.Resource);
        while (resources.MoveNext(out ReadOnlySpan<byte> resource))
        {
            EntityRefWalk.Visit(resource, ref visitor);
        }
    }

    private void ScanResource(ReadOnlySpan<byte> resource)
    {
        var reader = new ProtoReader(resource);
        bool read = true;
        while (read && reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            switch (tag)
            {
                case OtlpTags.Resource.Attributes:
                    read = reader.TryReadBytes(out _);
                    AttributeCount += read ? 1 : 0;
                    break;
                case OtlpTags.Resource.DroppedAttributesCount:
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

using System.Text.Unicode;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>Reads what ResourceX, ScopeX, Resource and InstrumentationScope say besides attributes and content.</summary>
internal sealed class HeaderReader(DecodeProblem problem)
{
    private const uint GroupFields = 0xE, ResourceFields = 0xE, ScopeFields = 0x1E;

    /// <summary>Reads field 1 (resource or scope), field 3 (schema URL), and whether field 2 occurs.</summary>
    public DecodeStatus ReadGroup(
        ReadOnlySpan<byte> group,
        string where,
        out bool hasHeader,
        out ReadOnlySpan<byte> header,
        out ReadOnlySpan<byte> schemaUrl,
        out bool hasContent)
    {
        header = default;
        schemaUrl = default;
        hasHeader = false;
        hasContent = false;
        bool inParts = false;
        var reader = new ProtoReader(group);
        while (true)
        {
            switch (reader.ReadTag(out uint tag))
            {
                case ReadStatus.End:
                    if (inParts)
                    {
                        header = FieldParts.Concatenate(group, OtlpFields.ResourceGroup.Resource);
                    }

                    return DecodeStatus.Ok;
                case ReadStatus.Malformed:
                    return problem.Malformed(where);
            }

            bool read;
            switch (tag)
            {
                case OtlpTags.ResourceGroup.Resource:
                    inParts = hasHeader;
                    hasHeader = true;
                    read = reader.TryReadBytes(out header);
                    break;
                case OtlpTags.ResourceGroup.ScopeGroups:
                    hasContent = true;
                    read = reader.TryReadBytes(out _);
                    break;
                case OtlpTags.ResourceGroup.SchemaUrl:
                    read = reader.TryReadBytes(out schemaUrl);
                    break;
                default:
                    if (tag >> 3 < 32 && (GroupFields >> (int)(tag >> 3) & 1) != 0)
                    {
                        return problem.WrongWireType(where, tag);
                    }

                    read = reader.TrySkip(tag);
                    break;
            }

            if (!read)
            {
                return problem.Malformed(where);
            }
        }
    }

    /// <summary>Reads what is not an attribute.</summary>
    public DecodeStatus ReadResource(ref ResourceHeader resource)
    {
        int entityRefs = 0;
        var reader = new ProtoReader(resource.Message);
        while (true)
        {
            switch (reader.ReadField(out WireField field))
            {
                case ReadStatus.End:
                    resource.EntityRefs = entityRefs == 0 ? default : EntityRefBytes.Collect(resource.Message);
                    return entityRefs == 0 || EntityRefBytes.IsValid(resource.EntityRefs)
                        ? DecodeStatus.Ok
                        : problem.Malformed("Resource.entity_refs");
                case ReadStatus.Malformed:
                    return problem.Malformed("Resource");
            }

            switch (field.Tag)
            {
                case OtlpTags.Resource.Attributes:
                    break;
                case OtlpTags.Resource.DroppedAttributesCount:
                    resource.DroppedAttributesCount = (uint)field.Scalar;
                    break;
                case OtlpTags.Resource.EntityRefs:
                    entityRefs++;
                    break;
                default:
                    if (field.Number < 32 && (ResourceFields >> field.Number & 1) != 0)
                    {
                        return problem.WrongWireType("Resource", field.Tag);
                    }

                    break;
            }
        }
    }

    /// <summary>Reads what is not an attribute.</summary>
    public DecodeStatus ReadScope(ref ScopeHeader scope)
    {
        var reader = new ProtoReader(scope.Message);
        while (true)
        {
            switch (reader.ReadField(out WireField field))
            {
                case ReadStatus.End:
                    return Utf8.IsValid(scope.Name) && Utf8.IsValid(scope.Version) && Utf8.IsValid(scope.SchemaUrl)
                        ? DecodeStatus.Ok
                        : MalformedText("InstrumentationScope");
                case ReadStatus.Malformed:
                    return problem.Malformed("InstrumentationScope");
            }

            switch (field.Tag)
            {
                case OtlpTags.InstrumentationScope.Name:
                    scope.Name = scope.Message.Slice(field.ValueStart, field.ValueLength);
                    break;
                case OtlpTags.InstrumentationScope.Version:
                    scope.Version = scope.Message.Slice(field.ValueStart, field.ValueLength);
                    break;
                case OtlpTags.InstrumentationScope.Attributes:
                    break;
                case OtlpTags.InstrumentationScope.DroppedAttributesCount:
                    scope.DroppedAttributesCount = (uint)field.Scalar;
                    break;
                default:
                    if (field.Number < 32 && (ScopeFields >> field.Number & 1) != 0)
                    {
                        return problem.WrongWireType("InstrumentationScope", field.Tag);
                    }

                    break;
            }
        }
    }

    /// <summary>Text of a header concerns every item, so it costs the request.</summary>
    public DecodeStatus MalformedText(string where)
    {
        problem.InvalidText(where);
        return DecodeStatus.Malformed;
    }
}

using System.Text.Unicode;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>
/// The entity_refs of a resource. OTAP has no column for them, so they are kept as their own protobuf fields, byte by
/// byte, in resource.ext.entity_refs.
/// </summary>
internal static class EntityRefBytes
{
    private const uint Fields = 0x1E;

    /// <summary>The entity_refs fields of a well-formed Resource message, tags included.</summary>
    public static ReadOnlySpan<byte> Collect(ReadOnlySpan<byte> resource)
    {
        var collected = new byte[resource.Length];
        int length = 0;
        var reader = new ProtoReader(resource);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (field.Tag == OtlpTags.Resource.EntityRefs)
            {
                ReadOnlySpan<byte> whole = resource[field.Start..field.End];
                whole.CopyTo(collected.AsSpan(length));
                length += whole.Length;
            }
        }

        return collected.AsSpan(0, length);
    }

    /// <summary>True when each is well-formed and its text UTF-8.</summary>
    public static bool IsValid(ReadOnlySpan<byte> entityRefs)
    {
        var reader = new ProtoReader(entityRefs);
        while (reader.ReadField(out WireField field) is var status and not ReadStatus.End)
        {
            if (status == ReadStatus.Malformed || !IsValidEntity(entityRefs.Slice(field.ValueStart, field.ValueLength)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsValidEntity(ReadOnlySpan<byte> entity)
    {
        var reader = new ProtoReader(entity);
        while (reader.ReadField(out WireField field) is var status and not ReadStatus.End)
        {
            if (status == ReadStatus.Malformed)
            {
                return false;
            }

            bool known = field.Number < 32 && (Fields >> field.Number & 1) != 0;
            if (known && (field.Type != WireType.LengthDelimited || !Utf8.IsValid(entity.Slice(field.ValueStart, field.ValueLength))))
            {
                return false;
            }
        }

        return true;
    }
}

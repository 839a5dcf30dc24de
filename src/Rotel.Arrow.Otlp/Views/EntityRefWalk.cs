using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>The entity_refs fields of a Resource message as events.</summary>
internal static class EntityRefWalk
{
    public static void Visit<TVisitor>(ReadOnlySpan<byte> resource, scoped ref TVisitor visitor)
        where TVisitor : IEntityRefVisitor, allows ref struct
    {
        var entities = new FieldWalk(resource, OtlpTags.Resource.EntityRefs);
        while (entities.MoveNext(out ReadOnlySpan<byte> entity))
        {
            visitor.BeginEntityRef(Last(entity, OtlpTags.EntityRef.SchemaUrl), Last(entity, OtlpTags.EntityRef.Type));
            var idKeys = new FieldWalk(entity, OtlpTags.EntityRef.IdKeys);
            while (idKeys.MoveNext(out ReadOnlySpan<byte> key))
            {
                visitor.IdKey(key);
            }

            var descriptionKeys = new FieldWalk(entity, OtlpTags.EntityRef.DescriptionKeys);
            while (descriptionKeys.MoveNext(out ReadOnlySpan<byte> key))
            {
                visitor.DescriptionKey(key);
            }

            visitor.EndEntityRef();
        }
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> message, uint tag)
    {
        ReadOnlySpan<byte> last = default;
        var fields = new FieldWalk(message, tag);
        while (fields.MoveNext(out ReadOnlySpan<byte> value))
        {
            last = value;
        }

        return last;
    }
}

using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>How one signal shows an item: a type parameter, so that the walk below exists once.</summary>
internal interface IItemWalk<TVisitor>
    where TVisitor : allows ref struct
{
    /// <summary>Shows one Span, LogRecord or Metric message.</summary>
    static abstract void Visit(ReadOnlySpan<byte> item, scoped ref TVisitor visitor);
}

/// <summary>The two outer levels, which have the same field numbers in all signals.</summary>
internal static class GroupWalk
{
    public static void Visit<TItems, TVisitor>(ReadOnlySpan<byte> message, scoped ref TVisitor visitor)
        where TItems : struct, IItemWalk<TVisitor>
        where TVisitor : IGroupVisitor, allows ref struct
    {
        var groups = new FieldWalk(message, OtlpTags.Request.ResourceGroups);
        while (groups.MoveNext(out ReadOnlySpan<byte> group))
        {
            var resource = new OtlpResourceView(group);
            if (visitor.BeginResource(ref resource))
            {
                VisitScopes<TItems, TVisitor>(group, ref visitor);
                visitor.EndResource();
            }
        }
    }

    private static void VisitScopes<TItems, TVisitor>(ReadOnlySpan<byte> group, scoped ref TVisitor visitor)
        where TItems : struct, IItemWalk<TVisitor>
        where TVisitor : IGroupVisitor, allows ref struct
    {
        var scopes = new FieldWalk(group, OtlpTags.ResourceGroup.ScopeGroups);
        while (scopes.MoveNext(out ReadOnlySpan<byte> scopeGroup))
        {
            var scope = new OtlpScopeView(scopeGroup);
            if (!visitor.BeginScope(ref scope))
            {
                continue;
            }

            var items = new FieldWalk(scopeGroup, OtlpTags.ScopeGroup.Items);
            while (items.MoveNext(out ReadOnlySpan<byte> item))
            {
                TItems.Visit(item, ref visitor);
            }

            visitor.EndScope();
        }
    }
}

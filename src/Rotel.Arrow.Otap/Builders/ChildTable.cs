using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>What sealing events, links, points and exemplars have in common.</summary>
internal static class ChildTable
{
    /// <summary>
    /// Adds the table with its id and parent_id columns and its offsets, then its attribute table; starts anew.
    /// Without rows nothing is added.
    /// </summary>
    public static void Seal(
        SealContext context,
        OtapBatch batch,
        PayloadType type,
        TableBuilder table,
        ParentOffsets offsets,
        bool wideParent,
        AttributeTable attributes)
    {
        int rows = table.Rows;
        if (rows > 0)
        {
            batch.SetTable(
                type,
                table.Seal(context, [SignalTables.SealWideIds(context, rows), offsets.SealParentIds(context, wideParent)]));
            batch.SetOffsets(type, offsets.Seal(context));
        }
        else
        {
            table.Truncate(0);
            offsets.Clear();
        }

        attributes.Seal(context, batch);
    }
}

using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Views;

/// <summary>Which rows of a child table belong to a parent; none when the table is absent.</summary>
internal readonly ref struct ChildRows(OtapBatch batch, PayloadType child)
{
    private readonly ReadOnlySpan<int> _offsets = batch.ChildOffsets(child);

    /// <summary>First row of a parent.</summary>
    public int Start(int parent) => _offsets.IsEmpty ? 0 : _offsets[parent];

    /// <summary>Row after the last one of a parent.</summary>
    public int End(int parent) => _offsets.IsEmpty ? 0 : _offsets[parent + 1];

    /// <summary>Rows of a parent.</summary>
    public int Count(int parent) => End(parent) - Start(parent);
}

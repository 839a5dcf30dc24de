using Rotel.Arrow.Exporters.ClickHouse.Native;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.ClickHouse.Blocks;

/// <summary>Where the attributes of a column come from.</summary>
/// <param name="Table">The attribute table.</param>
/// <param name="Parents">The parent of each slot: those whose attributes are read, once each.</param>
/// <param name="Slots">The slot of each row of the column.</param>
/// <param name="Nesting">Plain or Array.</param>
internal readonly record struct AttributeSource(PayloadType Table, RowMap Parents, RowMap Slots, Nesting Nesting);

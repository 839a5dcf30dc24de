using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>The child that stands in a struct without children; see <see cref="Schemas.EmptyStruct"/>.</summary>
internal static class EmptyStructChild
{
    internal static ArrayData Of(int length) => new(NullType.Default, length, length, 0, System.Array.Empty<ArrowBuffer>());
}

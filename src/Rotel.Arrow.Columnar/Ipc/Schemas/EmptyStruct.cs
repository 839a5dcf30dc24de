using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Columnar.Ipc.Schemas;

/// <summary>
/// A struct without children, as the Go producer sends it (<c>status: struct&lt;&gt;</c>). Apache.Arrow refuses such a
/// type, so it stands as a struct with one child "" of the null type; in a record batch that child has neither node nor
/// buffer.
/// </summary>
internal static class EmptyStruct
{
    internal static readonly StructType Type = new([new Field("", NullType.Default, nullable: true)]);
}

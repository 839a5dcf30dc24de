using Apache.Arrow;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>The one offset of an array without cells, which senders may leave out.</summary>
internal static class ZeroOffsets
{
    internal static ArrowBuffer Buffer { get; } = new(new byte[sizeof(long)]);
}

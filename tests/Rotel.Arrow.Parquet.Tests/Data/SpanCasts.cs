using System.Runtime.InteropServices;

namespace Rotel.Arrow.Parquet.Tests.Data;

static class SpanCasts
{
    public static ReadOnlySpan<T> CastTo<T>(this ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);
}

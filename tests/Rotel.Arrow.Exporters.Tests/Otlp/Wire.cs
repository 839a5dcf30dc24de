using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Undoes what a request says was done to it.</summary>
internal static class Wire
{
    /// <summary>Inflates a body in the named encoding, which must be intact.</summary>
    internal static byte[] Inflate(string encoding, byte[] bytes)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 30));
        InflateResult result = new BoundedInflater(pool).Inflate(ContentEncodings.FromHttp(encoding), bytes);
        Assert.Equal(InflateStatus.Ok, result.Status);
        byte[] inflated = result.Slab!.GetSpan()[..result.Length].ToArray();
        result.Slab.Release();
        return inflated;
    }
}

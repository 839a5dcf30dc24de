using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Transport.Tests.Compression;

/// <summary>A tracking pool and an inflater over it; ends with a check that nothing leaked and all bytes were paid back.</summary>
internal sealed class InflaterFixture : IDisposable
{
    private readonly SlabPool _pool;

    public InflaterFixture(int limitBytes = 1 << 20, long budgetBytes = 1L << 30)
    {
        _pool = new SlabPool(new ByteBudget(budgetBytes), track: true);
        Inflater = new BoundedInflater(_pool, limitBytes);
    }

    public BoundedInflater Inflater { get; }

    public ByteBudget Budget => _pool.Budget;

    /// <summary>Inflates and gives the bytes, null when the status is not Ok.</summary>
    public byte[]? Inflate(ContentEncoding encoding, byte[] input, out InflateResult result)
    {
        result = Inflater.Inflate(encoding, input);
        if (result.Status != InflateStatus.Ok)
        {
            Assert.Null(result.Slab);
            Assert.NotNull(result.Message);
            return null;
        }

        Assert.Null(result.Message);
        byte[] bytes = result.Slab!.GetSpan()[..result.Length].ToArray();
        result.Slab.Release();
        return bytes;
    }

    public InflateStatus Status(ContentEncoding encoding, byte[] input)
    {
        Inflate(encoding, input, out InflateResult result);
        return result.Status;
    }

    /// <summary>Text like telemetry: compresses about ten times.</summary>
    public static byte[] Telemetry(int bytes, int seed = 1)
    {
        var random = new Random(seed);
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++)
        {
            data[i] = random.Next(24) == 0 ? (byte)random.Next(256) : (byte)(60 + (i % 37));
        }

        return data;
    }

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        Assert.Equal(0, Budget.UsedBytes);
        _pool.Dispose();
    }
}

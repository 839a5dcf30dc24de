namespace Rotel.Arrow.Memory.Tests;

/// <summary>Bitmaps as Arrow has them, against a list of booleans.</summary>
public sealed class BitBufferTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), track: true);

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        _pool.Dispose();
    }

    [Fact]
    public void Bits_stand_least_significant_first()
    {
        using var bits = new BitBuffer(_pool);
        foreach (bool bit in new[] { true, false, true, true, false, false, false, false, true })
        {
            bits.Append(bit);
        }

        Assert.Equal([0b0000_1101, 0b0000_0001], bits.Bytes.ToArray());
        Assert.Equal(9, bits.Count);
        Assert.Equal(4, bits.SetCount);
    }

    [Fact]
    public void Truncating_to_more_than_there_is_is_refused()
    {
        using var bits = new BitBuffer(_pool);
        bits.AppendRepeated(true, 9);
        Assert.Throws<ArgumentOutOfRangeException>(() => bits.Truncate(10));
        Assert.Throws<ArgumentOutOfRangeException>(() => bits.Truncate(-1));
        Assert.Equal(9, bits.SetCount);
    }

    [Fact]
    public void Dropped_bits_do_not_come_back()
    {
        using var bits = new BitBuffer(_pool);
        for (int keep = 0; keep <= 20; keep++)
        {
            bits.AppendRepeated(true, 20 - bits.Count);
            bits.Truncate(keep);
            bits.AppendRepeated(false, 20 - keep);
            Assert.Equal(keep, bits.SetCount);
            Assert.Equal(keep, Enumerable.Range(0, 20).Count(i => bits[i]));
            bits.Truncate(0);
        }
    }

    [Fact]
    public void A_detached_bitmap_has_zeros_behind_its_last_bit()
    {
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        Slab dirty = pool.Rent(1);
        dirty.GetSpan().Fill(0xFF);
        dirty.Release();

        var bits = new BitBuffer(pool);
        bits.AppendRepeated(true, 13);
        Slab slab = bits.Detach()!;
        Assert.Equal([0xFF, 0x1F], slab.GetSpan()[..2].ToArray());
        Assert.Equal(-1, slab.GetSpan()[2..64].IndexOfAnyExcept((byte)0));
        Assert.Equal(0, bits.Count);
        Assert.Equal(0, bits.SetCount);
        Assert.Null(bits.Detach());
        slab.Release();
    }

    [Fact]
    public void Random_operations_do_what_a_list_of_booleans_does()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var bits = new BitBuffer(_pool);
            var model = new List<bool>();
            for (int step = 0; step < 60; step++)
            {
                bool value = random.Next(2) == 0;
                switch (random.Next(4))
                {
                    case 0:
                        bits.Append(value);
                        model.Add(value);
                        break;
                    case 1:
                        int times = random.Next(0, 70);
                        bits.AppendRepeated(value, times);
                        model.AddRange(Enumerable.Repeat(value, times));
                        break;
                    case 2:
                        int keep = random.Next(model.Count + 1);
                        bits.Truncate(keep);
                        model.RemoveRange(keep, model.Count - keep);
                        break;
                    case 3 when random.Next(20) == 0:
                        bits.Detach()?.Release();
                        model.Clear();
                        break;
                }

                Assert.Equal(model.Count, bits.Count);
                Assert.Equal(model.Count(static bit => bit), bits.SetCount);
            }

            Assert.Equal(model, Enumerable.Range(0, bits.Count).Select(i => bits[i]));
            Assert.Equal(Pack(model), bits.Bytes.ToArray());
            bits.Dispose();
            Assert.Equal(0, bits.Count);
        }
    }

    private static byte[] Pack(List<bool> model)
    {
        var bytes = new byte[(model.Count + 7) / 8];
        for (int i = 0; i < model.Count; i++)
        {
            bytes[i / 8] |= (byte)(model[i] ? 1 << (i % 8) : 0);
        }

        return bytes;
    }
}

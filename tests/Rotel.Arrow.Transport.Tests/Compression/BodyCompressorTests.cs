using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Tests.Compression;

/// <summary>Scenario: bodies in pieces are compressed, one after the other and at once. Guarantee: they inflate to what they were.</summary>
public sealed class BodyCompressorTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Theory]
    [InlineData(ContentEncoding.Gzip, 1)]
    [InlineData(ContentEncoding.Gzip, 9)]
    [InlineData(ContentEncoding.Zstd, 1)]
    [InlineData(ContentEncoding.Zstd, 7)]
    [InlineData(ContentEncoding.Lz4, 1)]
    public void Bodies_of_every_size_survive_and_contexts_can_be_used_again(ContentEncoding encoding, int level)
    {
        var compressor = new BodyCompressor(encoding, level, _pool);
        foreach (int length in (int[])[0, 1, 100, 65_536, 65_537, 700_000])
        {
            foreach (bool isRandom in (bool[])[false, true])
            {
                byte[] bytes = Bytes(length, isRandom);
                SlabChain source = ChainOf(bytes);

                SlabChain compressed = compressor.Compress(source);

                Assert.Equal(bytes, Inflate(encoding, compressed));
                compressed.Release();
                source.Release();
            }
        }
    }

    [Theory]
    [InlineData(ContentEncoding.Gzip)]
    [InlineData(ContentEncoding.Zstd)]
    public async Task Threads_share_a_compressor(ContentEncoding encoding)
    {
        var compressor = new BodyCompressor(encoding, 1, _pool);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
        {
            byte[] bytes = Bytes(100_000 + i, isRandom: false);
            SlabChain source = ChainOf(bytes);
            for (int k = 0; k < 5; k++)
            {
                SlabChain compressed = compressor.Compress(source);
                Assert.Equal(bytes, Inflate(encoding, compressed));
                compressed.Release();
            }

            source.Release();
        })));
    }

    [Fact]
    public void A_zstd_body_tells_its_length_so_that_a_receiver_can_refuse_it_early()
    {
        SlabChain source = ChainOf(Bytes(123_456, isRandom: false));
        SlabChain compressed = new BodyCompressor(ContentEncoding.Zstd, 1, _pool).Compress(source);

        Assert.Equal(123_456UL, ZstdSharp.Decompressor.GetDecompressedSize(compressed.Piece(0).Span));
        compressed.Release();
        source.Release();
    }

    [Theory]
    [InlineData(ContentEncoding.Identity, 1)]
    [InlineData(ContentEncoding.Snappy, 1)]
    [InlineData(ContentEncoding.Lz4, 2)]
    [InlineData(ContentEncoding.Gzip, 0)]
    [InlineData(ContentEncoding.Gzip, 10)]
    [InlineData(ContentEncoding.Zstd, 20)]
    public void Other_codecs_and_levels_are_refused(ContentEncoding encoding, int level) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BodyCompressor(encoding, level, _pool));

    private static byte[] Bytes(int length, bool isRandom)
    {
        byte[] bytes = new byte[length];
        if (isRandom)
        {
            new Random(length).NextBytes(bytes);
        }
        else
        {
            for (int i = 0; i < length; i++)
            {
                bytes[i] = (byte)(i % 100 * (i / 5000));
            }
        }

        return bytes;
    }

    private SlabChain ChainOf(byte[] bytes)
    {
        var chain = new SlabChain(_pool);
        chain.Append(bytes);
        return chain;
    }

    private byte[] Inflate(ContentEncoding encoding, SlabChain compressed)
    {
        byte[] joined = [.. Enumerable.Range(0, compressed.PieceCount).SelectMany(i => compressed.Piece(i).ToArray())];
        InflateResult result = new BoundedInflater(_pool).Inflate(encoding, joined);
        Assert.Equal(InflateStatus.Ok, result.Status);
        byte[] inflated = result.Slab is null ? [] : result.Slab.GetSpan()[..result.Length].ToArray();
        result.Slab?.Release();
        return inflated;
    }
}

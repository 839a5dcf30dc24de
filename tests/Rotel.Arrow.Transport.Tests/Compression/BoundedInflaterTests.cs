using Rotel.Arrow.Memory;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Transport.Tests.Compression;

/// <summary>What holds for every encoding: content, limits, damage, memory.</summary>
public sealed class BoundedInflaterTests
{
    public static TheoryData<string> Names => Encoders.Names;

    public static TheoryData<string> NamesWithEndMark => [.. Encoders.All.Select(encoder => encoder.Name).Where(name => name != "snappy block")];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_foreign_encoder_wrote_comes_back_at_every_size(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture(limitBytes: 8 << 20);
        foreach (int size in (int[])[2, 3, 100, 4095, 4096, 4097, 8184, 8192, 56_000, 65_536, 65_537, 300_000, 4_300_000])
        {
            byte[] content = InflaterFixture.Telemetry(size);
            byte[]? inflated = fixture.Inflate(encoder.Encoding, encoder.Encode(content), out InflateResult result);
            Assert.True(inflated is not null, $"{size}: {result.Status} {result.Message}");
            Assert.True(content.AsSpan().SequenceEqual(inflated), $"{size} bytes differ");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Incompressible_content_comes_back(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture();
        byte[] content = new byte[200_000];
        new Random(7).NextBytes(content);
        Assert.Equal(content, fixture.Inflate(encoder.Encoding, encoder.Encode(content), out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_limit_is_exact(string name)
    {
        Encoder encoder = Encoders.Named(name);
        const int Limit = 100_000;
        using var fixture = new InflaterFixture(Limit);
        foreach ((int size, InflateStatus expected) in (List<(int, InflateStatus)>)
            [(Limit - 1, InflateStatus.Ok), (Limit, InflateStatus.Ok), (Limit + 1, InflateStatus.TooLarge), (Limit + 8, InflateStatus.TooLarge)])
        {
            byte[] compressed = encoder.Encode(InflaterFixture.Telemetry(size));
            Assert.Equal(expected, fixture.Status(encoder.Encoding, compressed));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_bomb_stops_at_the_limit_and_takes_no_more_memory_than_it(string name)
    {
        Encoder encoder = Encoders.Named(name);
        const int Limit = 1 << 20;
        using var fixture = new InflaterFixture(Limit);
        byte[] compressed = encoder.Encode(new byte[16 << 20]);
        Assert.Equal(InflateStatus.TooLarge, fixture.Status(encoder.Encoding, compressed));

        // Growing holds the old and the new slab for a moment; windows above 1 MiB are charged as well.
        long window = name.Contains("8 MiB window", StringComparison.Ordinal) ? 8 << 20 : 0;
        Assert.InRange(fixture.Budget.PeakBytes, 0, (2 * Limit) + (1 << 18) + window);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_body_cut_anywhere_is_corrupt(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture();
        byte[] whole = encoder.Encode(InflaterFixture.Telemetry(3000));
        for (int length = 0; length < whole.Length; length++)
        {
            byte[]? inflated = fixture.Inflate(encoder.Encoding, whole[..length], out InflateResult result);

            // Concatenated members, frames and chunks are complete bodies of their own up to a boundary.
            if (inflated is not null)
            {
                Assert.True(name.Contains("in two", StringComparison.Ordinal) || name.Contains("framed", StringComparison.Ordinal), $"{length} of {whole.Length}");
                continue;
            }

            Assert.Equal(InflateStatus.Corrupt, result.Status);
        }
    }

    /// <remarks>A bare snappy block ends where its declared length is reached; the decoder does not look further.</remarks>
    [Theory]
    [MemberData(nameof(NamesWithEndMark))]
    public void Bytes_after_the_end_are_corrupt(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture();
        byte[] whole = encoder.Encode(InflaterFixture.Telemetry(3000));
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(encoder.Encoding, [.. whole, 1]));
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(encoder.Encoding, [.. whole, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_bodies_end_in_a_status_and_never_in_an_exception(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture(limitBytes: 64 << 10);
        var random = new Random(99);
        byte[] whole = encoder.Encode(InflaterFixture.Telemetry(2000));
        for (int round = 0; round < 800; round++)
        {
            byte[] damaged = (byte[])whole.Clone();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            // A change may go unnoticed (a header field without meaning); what must hold is a clean answer.
            fixture.Inflate(encoder.Encoding, damaged, out _);
        }
    }

    [Fact]
    public void Random_bytes_end_in_a_status_in_every_encoding()
    {
        using var fixture = new InflaterFixture(limitBytes: 64 << 10);
        var random = new Random(5);
        foreach (Encoder encoder in Encoders.All)
        {
            byte[] head = encoder.Encode(InflaterFixture.Telemetry(300))[..12];
            for (int round = 0; round < 500; round++)
            {
                byte[] noise = new byte[random.Next(1, 400)];
                random.NextBytes(noise);
                fixture.Inflate(encoder.Encoding, noise, out _);
                fixture.Inflate(encoder.Encoding, [.. head, .. noise], out _);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_budget_the_answer_is_to_come_back_later(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var fixture = new InflaterFixture(limitBytes: 1 << 20, budgetBytes: 60_000);
        byte[] compressed = encoder.Encode(InflaterFixture.Telemetry(500_000));
        Assert.Equal(InflateStatus.OverBudget, fixture.Status(encoder.Encoding, compressed));
    }

    [Theory]
    [InlineData(ContentEncoding.Gzip)]
    [InlineData(ContentEncoding.Deflate)]
    [InlineData(ContentEncoding.Zstd)]
    [InlineData(ContentEncoding.Snappy)]
    [InlineData(ContentEncoding.Lz4)]
    public void Nothing_is_not_a_compressed_body(ContentEncoding encoding)
    {
        using var fixture = new InflaterFixture();
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(encoding, []));
    }

    [Fact]
    public void Identity_copies_within_the_limit()
    {
        using var fixture = new InflaterFixture(limitBytes: 10);
        Assert.Empty(fixture.Inflate(ContentEncoding.Identity, [], out _)!);
        Assert.Equal([1, 2, 3], fixture.Inflate(ContentEncoding.Identity, [1, 2, 3], out _));
        Assert.Equal(InflateStatus.TooLarge, fixture.Status(ContentEncoding.Identity, new byte[11]));
    }

    [Fact]
    public void An_unknown_encoding_is_named_as_such()
    {
        using var fixture = new InflaterFixture();
        Assert.Equal(InflateStatus.UnknownEncoding, fixture.Status(ContentEncoding.Unknown, [1]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inflating_leaves_little_garbage(string name)
    {
        Encoder encoder = Encoders.Named(name);
        using var pool = new SlabPool(new ByteBudget(1L << 30));
        var inflater = new BoundedInflater(pool);
        byte[] compressed = encoder.Encode(InflaterFixture.Telemetry(56_000));
        for (int i = 0; i < 20; i++)
        {
            inflater.Inflate(encoder.Encoding, compressed).Slab!.Release();
        }

        const int Rounds = 100;
        long perBody = Allocations.Least(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                inflater.Inflate(encoder.Encoding, compressed).Slab!.Release();
            }
        }) / Rounds;
        Assert.InRange(perBody, 0, 1000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {perBody} bytes a body of 56 kB");
    }

    [Fact]
    public void Contexts_are_safe_to_share_between_threads()
    {
        using var fixture = new InflaterFixture();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            Encoder encoder = Encoders.All[i % Encoders.All.Length];
            byte[] content = InflaterFixture.Telemetry(1000 + (i * 37), seed: i);
            Assert.Equal(content, fixture.Inflate(encoder.Encoding, encoder.Encode(content), out _));
        });
    }
}

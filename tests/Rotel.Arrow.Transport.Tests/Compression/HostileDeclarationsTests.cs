using System.Buffers.Binary;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Transport.Tests.Compression;

/// <summary>Bodies whose headers claim what they do not have: no claim makes the inflater rent memory.</summary>
public sealed class HostileDeclarationsTests
{
    private const int Limit = 64 << 20;

    [Fact]
    public void A_snappy_block_that_declares_60_MiB_in_ten_bytes_rents_nothing()
    {
        using var fixture = new InflaterFixture(Limit);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Snappy, [0x80, 0x80, 0x80, 0x1E, 0, 1, 2, 3, 4, 5]));
        Assert.Equal(0, fixture.Budget.PeakBytes);
    }

    [Fact]
    public void A_snappy_block_that_declares_4_GiB_rents_nothing()
    {
        using var fixture = new InflaterFixture(Limit);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Snappy, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 1]));
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Snappy, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0, 1]));
        Assert.Equal(0, fixture.Budget.PeakBytes);
    }

    [Fact]
    public void A_zstd_frame_that_declares_more_than_the_limit_is_refused_by_its_header()
    {
        using var fixture = new InflaterFixture(Limit);
        byte[] frame = ZstdHeader(descriptor: 0xE0, window: null, content: (ulong)Limit + 1);
        Assert.Equal(InflateStatus.TooLarge, fixture.Status(ContentEncoding.Zstd, [.. frame, 1, 0, 0]));
        Assert.Equal(0, fixture.Budget.PeakBytes);
    }

    [Fact]
    public void A_zstd_frame_that_declares_30_MiB_in_a_few_bytes_rents_little()
    {
        using var fixture = new InflaterFixture(Limit);
        byte[] frame = ZstdHeader(descriptor: 0xC0, window: 0, content: 30 << 20);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Zstd, [.. frame, 1, 0, 0]));
        Assert.InRange(fixture.Budget.PeakBytes, 0, 16 << 10);
    }

    [Fact]
    public void A_zstd_window_above_32_MiB_is_refused_and_one_of_32_MiB_is_charged()
    {
        using var fixture = new InflaterFixture(Limit);
        const byte Window32MiB = 15 << 3, Window36MiB = (15 << 3) | 1;
        byte[] tooWide = ZstdHeader(descriptor: 0, window: Window36MiB, content: null);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Zstd, [.. tooWide, 1, 0, 0]));
        Assert.InRange(fixture.Budget.PeakBytes, 0, 16 << 10);

        byte[] wide = ZstdHeader(descriptor: 0, window: Window32MiB, content: null);
        Assert.Empty(fixture.Inflate(ContentEncoding.Zstd, [.. wide, 1, 0, 0], out _)!);
        Assert.InRange(fixture.Budget.PeakBytes, 32 << 20, (32 << 20) + (16 << 10));
    }

    [Fact]
    public void A_wide_zstd_window_without_budget_is_refused_for_now()
    {
        using var fixture = new InflaterFixture(Limit, budgetBytes: 1 << 20);
        byte[] wide = ZstdHeader(descriptor: 0, window: 15 << 3, content: null);
        Assert.Equal(InflateStatus.OverBudget, fixture.Status(ContentEncoding.Zstd, [.. wide, 1, 0, 0]));
    }

    [Fact]
    public void A_gzip_trailer_that_claims_4_GiB_rents_little()
    {
        using var fixture = new InflaterFixture(Limit);
        byte[] body = Encoders.Gzip([1, 2, 3]);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(body.Length - 4), uint.MaxValue);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Gzip, body));
        Assert.InRange(fixture.Budget.PeakBytes, 0, 16 << 10);
    }

    [Fact]
    public void An_lz4_frame_that_declares_more_than_the_limit_is_refused_by_its_header()
    {
        using var fixture = new InflaterFixture(Limit);
        Assert.Equal(InflateStatus.TooLarge, fixture.Status(ContentEncoding.Lz4, Lz4Header((ulong)Limit + 1)));
        Assert.Equal(0, fixture.Budget.PeakBytes);
    }

    [Fact]
    public void An_lz4_frame_that_declares_30_MiB_in_a_few_bytes_rents_little()
    {
        using var fixture = new InflaterFixture(Limit);
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Lz4, [.. Lz4Header(30 << 20), 0, 0, 0, 0]));
        Assert.InRange(fixture.Budget.PeakBytes, 0, 16 << 10);
    }

    [Fact]
    public void Many_gzip_members_count_together()
    {
        byte[] member = Encoders.Gzip(new byte[10_000]);
        byte[] twenty = [.. Enumerable.Repeat(member, 20).SelectMany(bytes => bytes)];
        using (var roomy = new InflaterFixture(limitBytes: 200_000))
        {
            Assert.Equal(200_000, roomy.Inflate(ContentEncoding.Gzip, twenty, out _)!.Length);
        }

        using var tight = new InflaterFixture(limitBytes: 199_999);
        Assert.Equal(InflateStatus.TooLarge, tight.Status(ContentEncoding.Gzip, twenty));
    }

    [Fact]
    public void Gzip_members_that_end_at_the_edges_of_read_buffers_are_not_lost()
    {
        using var fixture = new InflaterFixture();
        for (int size = 8100; size < 8200; size++)
        {
            byte[] noise = new byte[size];
            new Random(size).NextBytes(noise);
            byte[] body = [.. Encoders.Gzip(noise), .. Encoders.Gzip([1, 2, 3])];
            Assert.Equal(size + 3, fixture.Inflate(ContentEncoding.Gzip, body, out _)?.Length);
        }
    }

    [Fact]
    public void Raw_deflate_is_not_the_zlib_format()
    {
        using var fixture = new InflaterFixture();
        byte[] zlib = Encoders.Zlib(InflaterFixture.Telemetry(1000));
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Deflate, zlib[2..^4]));
    }

    [Fact]
    public void Skippable_frames_are_skipped()
    {
        using var fixture = new InflaterFixture();
        byte[] content = InflaterFixture.Telemetry(1000);
        byte[] skippable = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9];
        Assert.Equal(content, fixture.Inflate(ContentEncoding.Zstd, [.. skippable, .. Encoders.ZstdWhole(content)], out _));
        Assert.Equal(content, fixture.Inflate(ContentEncoding.Lz4, [.. skippable, .. Encoders.Lz4(content, true, 64 << 10)], out _));
        byte[] framed = Encoders.SnappyFramed(content);
        Assert.Equal(content, fixture.Inflate(ContentEncoding.Snappy, [.. framed, 0xFE, 2, 0, 0, 0, 0], out _));
        Assert.Equal(InflateStatus.Corrupt, fixture.Status(ContentEncoding.Snappy, [.. framed, 0x02, 2, 0, 0, 0, 0]));
    }

    private static byte[] ZstdHeader(byte descriptor, byte? window, ulong? content)
    {
        List<byte> header = [0x28, 0xB5, 0x2F, 0xFD, descriptor];
        if (window is not null)
        {
            header.Add(window.Value);
        }

        if (content is not null)
        {
            header.AddRange(BitConverter.GetBytes(content.Value));
        }

        return [.. header];
    }

    private static byte[] Lz4Header(ulong content)
    {
        byte[] descriptor = [0x48 | 0x20, 0x70, .. BitConverter.GetBytes(content)];
        byte checksum = (byte)(K4os.Hash.xxHash.XXH32.DigestOf(descriptor) >> 8);
        return [0x04, 0x22, 0x4D, 0x18, .. descriptor, checksum];
    }
}

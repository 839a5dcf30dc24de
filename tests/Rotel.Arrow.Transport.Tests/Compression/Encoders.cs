using System.IO.Compression;
using K4os.Compression.LZ4;
using K4os.Compression.LZ4.Streams;
using Rotel.Arrow.Transport.Compression;
using Snappier;
using ZstdSharp;

namespace Rotel.Arrow.Transport.Tests.Compression;

/// <summary>One way to compress, by a foreign encoder.</summary>
public sealed record Encoder(string Name, ContentEncoding Encoding, Func<byte[], byte[]> Encode)
{
    public override string ToString() => Name;
}

/// <summary>The encoders that senders use, in the shapes that matter to a decoder.</summary>
internal static class Encoders
{
    public static readonly Encoder[] All =
    [
        new("gzip", ContentEncoding.Gzip, Gzip),
        new("gzip in two members", ContentEncoding.Gzip, GzipInTwoMembers),
        new("zlib", ContentEncoding.Deflate, Zlib),
        new("zstd with its length", ContentEncoding.Zstd, ZstdWhole),
        new("zstd stream without length", ContentEncoding.Zstd, bytes => ZstdStream(bytes, windowLog: 0)),
        new("zstd with an 8 MiB window", ContentEncoding.Zstd, bytes => ZstdStream(bytes, windowLog: 23)),
        new("zstd in two frames", ContentEncoding.Zstd, ZstdInTwoFrames),
        new("snappy block", ContentEncoding.Snappy, bytes => Snappy.CompressToArray(bytes)),
        new("snappy framed", ContentEncoding.Snappy, SnappyFramed),
        new("lz4 64 KiB linked blocks", ContentEncoding.Lz4, bytes => Lz4(bytes, linked: true, 64 << 10)),
        new("lz4 4 MiB independent blocks", ContentEncoding.Lz4, bytes => Lz4(bytes, linked: false, 4 << 20)),
    ];

    public static Encoder Named(string name) => All.Single(encoder => encoder.Name == name);

    public static TheoryData<string> Names => [.. All.Select(encoder => encoder.Name)];

    public static byte[] Gzip(byte[] bytes) =>
        ThroughStream(bytes, target => new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] Zlib(byte[] bytes) =>
        ThroughStream(bytes, target => new ZLibStream(target, CompressionLevel.Fastest, leaveOpen: true));

    public static byte[] ZstdWhole(byte[] bytes)
    {
        using var compressor = new Compressor(1);
        return compressor.Wrap(bytes).ToArray();
    }

    public static byte[] ZstdStream(byte[] bytes, int windowLog) => ThroughStream(bytes, target =>
    {
        var stream = new CompressionStream(target, 1, leaveOpen: true);
        if (windowLog > 0)
        {
            stream.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
        }

        return stream;
    });

    public static byte[] SnappyFramed(byte[] bytes) =>
        ThroughStream(bytes, target => new SnappyStream(target, CompressionMode.Compress, leaveOpen: true));

    public static byte[] Lz4(byte[] bytes, bool linked, int blockBytes) => ThroughStream(bytes, target => LZ4Stream.Encode(
        target,
        new LZ4EncoderSettings
        {
            ChainBlocks = linked,
            BlockSize = blockBytes,
            BlockChecksum = true,
            ContentChecksum = true,
            CompressionLevel = LZ4Level.L00_FAST,
        },
        leaveOpen: true));

    private static byte[] GzipInTwoMembers(byte[] bytes) => [.. Gzip(bytes[..(bytes.Length / 2)]), .. Gzip(bytes[(bytes.Length / 2)..])];

    private static byte[] ZstdInTwoFrames(byte[] bytes) =>
        [.. ZstdWhole(bytes[..(bytes.Length / 2)]), .. ZstdStream(bytes[(bytes.Length / 2)..], 0)];

    private static byte[] ThroughStream(byte[] bytes, Func<Stream, Stream> wrap)
    {
        var target = new MemoryStream();
        using (Stream stream = wrap(target))
        {
            stream.Write(bytes);
        }

        return target.ToArray();
    }
}

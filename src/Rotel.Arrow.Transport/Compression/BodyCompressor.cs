using System.Buffers;
using System.IO.Compression;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;
using ZstdSharp;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// Compresses whole bodies into pooled slabs, so that their length is known before they are sent. zstd contexts are
/// kept and used again; gzip has none to keep (the class library cannot reset one), its set-up is about a
/// hundredth of the work on a batch.
/// </summary>
/// <remarks>Thread-safe. The work runs on the calling thread.</remarks>
public sealed class BodyCompressor
{
    private readonly SlabPool _pool;
    private readonly ZLibCompressionOptions _gzip;
    private readonly ContextPool<Compressor> _zstd;

    /// <param name="encoding">Gzip, zstd or lz4.</param>
    /// <param name="level">1 (fastest) to 9 for gzip, 1 to 19 for zstd, 1 for lz4.</param>
    /// <param name="pool">Where compressed bytes go.</param>
    public BodyCompressor(ContentEncoding encoding, int level, SlabPool pool)
    {
        int highest = encoding switch
        {
            ContentEncoding.Gzip => 9,
            ContentEncoding.Zstd => 19,
            ContentEncoding.Lz4 => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(encoding), encoding, "Bodies are compressed with gzip, zstd or lz4."),
        };

        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, highest);
        Encoding = encoding;
        _pool = pool;
        _gzip = new ZLibCompressionOptions { CompressionLevel = encoding == ContentEncoding.Gzip ? level : 1 };
        _zstd = new ContextPool<Compressor>(() => new Compressor(level), static context => context.Dispose());
    }

    /// <summary>Header, one empty final block, checksum and length 0 (RFC 1952).</summary>
    private static ReadOnlySpan<byte> EmptyGzip =>
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Gzip, zstd or lz4.</summary>
    public ContentEncoding Encoding { get; }

    /// <summary>
    /// The compressed form of <paramref name="source"/>, which stays the caller's. The caller owns the result, one
    /// reference.
    /// </summary>
    public SlabChain Compress(RequestBody source)
    {
        // Telemetry shrinks to a quarter or less; the guess only sizes the first slab.
        var target = new SlabChain(_pool, source.LengthBytes / 3);
        try
        {
            if (Encoding == ContentEncoding.Lz4)
            {
                Lz4FrameWriter.Write(source, target);
            }
            else if (Encoding == ContentEncoding.Gzip)
            {
                CompressGzip(source, target);
            }
            else
            {
                CompressZstd(source, target);
            }

            return target;
        }
        catch
        {
            target.Release();
            throw;
        }
    }

    private void CompressGzip(RequestBody source, SlabChain target)
    {
        if (source.LengthBytes == 0)
        {
            // The class library writes nothing at all then, which is not a gzip member.
            target.Append(EmptyGzip);
            return;
        }

        using Stream output = target.AsWriteStream();
        using var gzip = new GZipStream(output, _gzip, leaveOpen: true);
        for (int i = 0; i < source.PieceCount; i++)
        {
            gzip.Write(source.Piece(i).Span);
        }
    }

    private void CompressZstd(RequestBody source, SlabChain target)
    {
        Compressor context = _zstd.Rent();
        try
        {
            // The size goes into the frame header: the receiver can check its limit before it inflates.
            context.SetPledgedSrcSize((ulong)source.LengthBytes);
            for (int i = 0; i < source.PieceCount; i++)
            {
                WriteZstd(context, source.Piece(i).Span, target, isLast: false);
            }

            WriteZstd(context, default, target, isLast: true);
        }
        catch
        {
            // A context that failed half way is in no state to be used again.
            context.Dispose();
            throw;
        }

        _zstd.Return(context);
    }

    private static void WriteZstd(Compressor context, ReadOnlySpan<byte> source, SlabChain target, bool isLast)
    {
        while (true)
        {
            OperationStatus status = context.WrapStream(source, target.GetSpan(), out int consumed, out int written, isLast);
            target.Advance(written);
            source = source[consumed..];
            if (status == OperationStatus.DestinationTooSmall)
            {
                continue;
            }

            if (source.IsEmpty)
            {
                return;
            }
        }
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;
using ZstdSharp;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>How a request body is compressed.</summary>
public enum BodyCodec : byte
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>RFC 1952.</summary>
    Gzip = 1,

    /// <summary>RFC 8878.</summary>
    Zstd = 2,
}

/// <summary>
/// Compresses whole bodies into pooled slabs, so that their length is known before they are sent. zstd contexts are
/// kept and used again; gzip has none to keep (the class library cannot reset one), its set-up is about a
/// hundredth of the work on a batch.
/// </summary>
/// <remarks>Thread-safe. The work runs on the calling thread.</remarks>
public sealed class BodyCompressor : IDisposable
{
    private readonly SlabPool _pool;
    private readonly ZLibCompressionOptions _gzip;
    private readonly int _zstdLevel;
    private readonly ConcurrentBag<Compressor> _idle = [];
    private int _idleCount;

    /// <param name="codec">Gzip or zstd.</param>
    /// <param name="level">1 (fastest) to 9 for gzip, 1 to 19 for zstd.</param>
    /// <param name="pool">Where compressed bytes go.</param>
    public BodyCompressor(BodyCodec codec, int level, SlabPool pool)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)codec, (int)BodyCodec.None, nameof(codec));
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, codec == BodyCodec.Gzip ? 9 : 19);
        Codec = codec;
        _pool = pool;
        _gzip = new ZLibCompressionOptions { CompressionLevel = codec == BodyCodec.Gzip ? level : 1 };
        _zstdLevel = level;
    }

    /// <summary>Gzip or zstd.</summary>
    public BodyCodec Codec { get; }

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
            if (Codec == BodyCodec.Gzip)
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

    /// <summary>Frees the contexts. Nothing may be compressing.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out Compressor? context))
        {
            context.Dispose();
        }
    }

    private void CompressGzip(RequestBody source, SlabChain target)
    {
        using Stream output = target.AsWriteStream();
        using var gzip = new GZipStream(output, _gzip, leaveOpen: true);
        for (int i = 0; i < source.PieceCount; i++)
        {
            gzip.Write(source.Piece(i).Span);
        }
    }

    private void CompressZstd(RequestBody source, SlabChain target)
    {
        if (_idle.TryTake(out Compressor? context))
        {
            Interlocked.Decrement(ref _idleCount);
        }
        else
        {
            context = new Compressor(_zstdLevel);
        }

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

        // No more contexts are kept than can work at once.
        if (Interlocked.Increment(ref _idleCount) <= Environment.ProcessorCount)
        {
            _idle.Add(context);
        }
        else
        {
            Interlocked.Decrement(ref _idleCount);
            context.Dispose();
        }
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

using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// The one way to decompress what a peer sent. The result goes into a slab that grows as output appears, asks the
/// byte budget for every growth, and stops at <see cref="LimitBytes"/>: neither a declared size nor a high ratio makes
/// it allocate more than the bytes received justify, or than the limit.
/// </summary>
/// <remarks>
/// Thread-safe; contexts are pooled process-wide. Hostile input ends in a status, never in an exception. Limits beside
/// the output: zstd windows up to 32 MiB (charged to the budget above 1 MiB), LZ4 blocks up to 4 MiB by format.
/// Decoding is synchronous, on the calling thread.
/// </remarks>
public sealed class BoundedInflater
{
    /// <summary>Default limit: 64 MiB (OTLP 1.11, "Server enforces a size limit").</summary>
    public const int DefaultLimitBytes = 64 << 20;

    private readonly SlabPool _pool;

    /// <param name="pool">Where results come from.</param>
    /// <param name="limitBytes">Longest result, 0 to about 2 GiB less 64 KiB.</param>
    public BoundedInflater(SlabPool pool, int limitBytes = DefaultLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limitBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limitBytes, Array.MaxLength - (64 << 10));
        _pool = pool;
        LimitBytes = limitBytes;
    }

    /// <summary>Longest result in bytes.</summary>
    public int LimitBytes { get; }

    /// <summary>
    /// Inflates all of <paramref name="input"/>, which is borrowed for the call. On Ok the caller owns the slab of the
    /// result. Identity copies. Empty input is corrupt in every encoding but Identity.
    /// </summary>
    public InflateResult Inflate(ContentEncoding encoding, ReadOnlyMemory<byte> input)
    {
        if (input.IsEmpty && encoding is not (ContentEncoding.Identity or ContentEncoding.Unknown))
        {
            return InflateResult.Corrupt(encoding, "no bytes");
        }

        // The gzip decoder sees one short member more than the sender wrote: see GzipInflate.
        int room = encoding == ContentEncoding.Gzip ? LimitBytes + GzipInflate.SealLength : LimitBytes;
        var output = new BoundedOutput(_pool, room);
        InflateResult result;
        try
        {
            result = encoding switch
            {
                ContentEncoding.Identity => Copy(ref output, input.Span),
                ContentEncoding.Gzip => GzipInflate.Inflate(ref output, LimitBytes, input),
                ContentEncoding.Deflate => ZlibInflate.Inflate(ref output, input),
                ContentEncoding.Zstd => ZstdInflate.Inflate(ref output, _pool.Budget, input.Span),
                ContentEncoding.Snappy => SnappyInflate.Inflate(ref output, input.Span),
                ContentEncoding.Lz4 => Lz4Inflate.Inflate(ref output, input.Span),
                _ => new InflateResult(InflateStatus.UnknownEncoding, Message: "unsupported content encoding"),
            };
        }
        finally
        {
            output.Abandon();
        }

        return result.Message is not null ? result : result.Status switch
        {
            InflateStatus.TooLarge => result with { Message = $"{encoding.Name()} body is longer than {LimitBytes} bytes when decompressed" },
            InflateStatus.OverBudget => result with { Message = "no memory for the decompressed body at the moment" },
            _ => result,
        };
    }

    private static InflateResult Copy(ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        InflateStatus status = output.Grow(input.Length);
        if (status != InflateStatus.Ok)
        {
            return new InflateResult(status);
        }

        input.CopyTo(output.Free);
        output.Advance(input.Length);
        return output.Detach();
    }
}

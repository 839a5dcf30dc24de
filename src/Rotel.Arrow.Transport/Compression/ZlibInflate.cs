using System.Buffers.Binary;
using System.IO.Compression;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>The zlib format (RFC 1950), known to HTTP as <c>deflate</c>, over <see cref="ZLibStream"/>.</summary>
/// <remarks>
/// The framework's stream does not report a body that is cut off or has bytes after its end; the checksum, which must
/// be the last four bytes of the body, is therefore compared here. Raw deflate without the zlib header is refused: it
/// has no checksum, so a truncated body could not be told from a complete one.
/// </remarks>
internal static class ZlibInflate
{
    private const int HeaderBytes = 2, ChecksumBytes = 4;
    private static readonly ContextPool<MemorySource> s_sources = new(static () => new MemorySource(), static source => source.Dispose());

    internal static InflateResult Inflate(ref BoundedOutput output, ReadOnlyMemory<byte> input)
    {
        if (input.Length < HeaderBytes + ChecksumBytes)
        {
            return InflateResult.Corrupt(ContentEncoding.Deflate, "truncated");
        }

        if (!output.TryStart(input.Length, declaredBytes: -1))
        {
            return new InflateResult(InflateStatus.OverBudget);
        }

        MemorySource source = s_sources.Rent();
        try
        {
            source.Set(input, []);
            using var stream = new ZLibStream(source, CompressionMode.Decompress, leaveOpen: true);
            InflateStatus status = StreamPump.Fill(stream, ref output);
            if (status != InflateStatus.Ok)
            {
                return new InflateResult(status);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return InflateResult.Corrupt(ContentEncoding.Deflate, "not the zlib format (RFC 1950), or a wrong checksum");
        }
        finally
        {
            source.Set(default, []);
            s_sources.Return(source);
        }

        return BinaryPrimitives.ReadUInt32BigEndian(input.Span[^ChecksumBytes..]) == Adler32.Of(output.Written)
            ? output.Detach()
            : InflateResult.Corrupt(ContentEncoding.Deflate, "truncated, or followed by other bytes");
    }
}

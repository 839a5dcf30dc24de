using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>gzip (RFC 1952), one member or several after each other, over <see cref="GZipStream"/>.</summary>
/// <remarks>
/// <para>The framework's stream ends silently when the input is cut off or is followed by other bytes. So the decoder
/// is fed the body and then one short member of our own, the seal. Only when the body ended properly does the decoder
/// see the seal as a member, and its content appears at the end of the output; it is checked and cut off.</para>
/// <para>A new stream costs about 250 bytes of managed memory and 1.5 us, whatever the body; the buffers come from the
/// shared array pool and zlib's state from native memory.</para>
/// </remarks>
internal static class GzipInflate
{
    /// <summary>Bytes that the seal adds to the output.</summary>
    internal const int SealLength = 8;

    private const int TrailerBytes = 8;
    private static readonly byte[] s_sealContent = Encoding.ASCII.GetBytes("\u0003gz-end\u0004");
    private static readonly byte[] s_sealMember = MakeSeal();
    private static readonly ContextPool<MemorySource> s_sources = new(static () => new MemorySource(), static source => source.Dispose());

    /// <param name="output">Has room for <paramref name="limitBytes"/> and the seal.</param>
    /// <param name="limitBytes">Longest result.</param>
    /// <param name="input">Not empty.</param>
    internal static InflateResult Inflate(ref BoundedOutput output, int limitBytes, ReadOnlyMemory<byte> input)
    {
        // The trailer's length field (modulo 2^32, of the last member) is a hint for the first size.
        long declared = input.Length > TrailerBytes ? BinaryPrimitives.ReadUInt32LittleEndian(input.Span[^4..]) : 0;
        if (!output.TryStart(input.Length, declared + SealLength))
        {
            return new InflateResult(InflateStatus.OverBudget);
        }

        MemorySource source = s_sources.Rent();
        try
        {
            source.Set(input, s_sealMember);
            using var stream = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
            InflateStatus status = StreamPump.Fill(stream, ref output);
            if (status != InflateStatus.Ok)
            {
                return new InflateResult(status);
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return InflateResult.Corrupt(ContentEncoding.Gzip, "not gzip, or a wrong checksum");
        }
        finally
        {
            source.Set(default, []);
            s_sources.Return(source);
        }

        if (!output.Written.EndsWith(s_sealContent))
        {
            return InflateResult.Corrupt(ContentEncoding.Gzip, "truncated, or followed by other bytes");
        }

        output.Shorten(SealLength);
        return output.Length > limitBytes ? new InflateResult(InflateStatus.TooLarge) : output.Detach();
    }

    private static byte[] MakeSeal()
    {
        var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(s_sealContent);
        }

        return member.ToArray();
    }
}

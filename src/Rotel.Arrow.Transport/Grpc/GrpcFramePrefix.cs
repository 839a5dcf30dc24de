using System.Buffers.Binary;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>
/// The five bytes before each gRPC message.
/// <code>
///  0            1                                   5
/// | compressed | length of the message, big-endian | message ...
/// </code>
/// </summary>
/// <remarks>Source: "gRPC over HTTP2", Length-Prefixed-Message.</remarks>
public static class GrpcFramePrefix
{
    /// <summary>Bytes of the prefix.</summary>
    public const int LengthBytes = 5;

    /// <summary>Writes a prefix into the first five bytes of <paramref name="target"/>.</summary>
    public static void Write(Span<byte> target, bool compressed, uint messageBytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target[1..LengthBytes], messageBytes);
        target[0] = compressed ? (byte)1 : (byte)0;
    }

    /// <summary>
    /// Reads a prefix. False when <paramref name="source"/> is shorter than five bytes or its flag is neither 0 nor 1.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out bool compressed, out uint messageBytes)
    {
        compressed = false;
        messageBytes = 0;
        if (source.Length < LengthBytes || source[0] > 1)
        {
            return false;
        }

        compressed = source[0] == 1;
        messageBytes = BinaryPrimitives.ReadUInt32BigEndian(source[1..]);
        return true;
    }
}

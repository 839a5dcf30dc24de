using System.Buffers.Binary;
using System.Text;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Just enough of HTTP/2 (RFC 9113) to misbehave: frames with literal headers.</summary>
internal static class Http2Frames
{
    private const byte DataType = 0, HeadersType = 1, ResetType = 3, SettingsType = 4;
    private const byte EndStream = 1, EndHeaders = 4;

    /// <summary>The client's preface and an empty SETTINGS frame.</summary>
    public static byte[] Preface { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(SettingsType, 0, 0, [])];

    public static byte[] Headers(int stream, string path, bool endStream)
    {
        // Indexed: POST is 3, http is 6 in the static table; others are literals without indexing.
        List<byte> block = [0x83, 0x86];
        Literal(block, ":path", path);
        Literal(block, ":authority", "x");
        Literal(block, "content-type", path.StartsWith("/v1/", StringComparison.Ordinal) ? "application/x-protobuf" : "application/grpc");
        Literal(block, "te", "trailers");
        return Frame(HeadersType, (byte)(EndHeaders | (endStream ? EndStream : 0)), stream, [.. block]);
    }

    public static byte[] Data(int stream, byte[] bytes) => Frame(DataType, 0, stream, bytes);

    public static byte[] Reset(int stream) => Frame(ResetType, 0, stream, [0, 0, 0, 8]);

    private static void Literal(List<byte> block, string name, string value)
    {
        block.Add(0);
        block.Add((byte)name.Length);
        block.AddRange(Encoding.ASCII.GetBytes(name));
        block.Add((byte)value.Length);
        block.AddRange(Encoding.ASCII.GetBytes(value));
    }

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}

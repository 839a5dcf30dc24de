using System.Buffers.Binary;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;
using Rotel.Arrow.Columnar.Ipc.Schemas;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// One encapsulated message (columnar format, "Encapsulated message format"):
/// <code>
/// FF FF FF FF | i32 metadata bytes | flatbuffer, padding | body
/// </code>
/// Before format 0.15 there was no continuation word. A length of 0 is the end of the stream.
/// </summary>
internal readonly ref struct MessageFrame
{
    private const int Continuation = -1;

    private MessageFrame(FlatTable message, byte kind, int bodyAt, int bodyBytes, bool isEnd = false)
    {
        IsEnd = isEnd;
        Message = message;
        Kind = kind;
        BodyAt = bodyAt;
        BodyBytes = bodyBytes;
    }

    /// <summary>Table Message.</summary>
    internal FlatTable Message { get; }

    /// <summary>True for the end-of-stream marker, which has no table.</summary>
    internal bool IsEnd { get; }

    /// <summary>Tag of the header.</summary>
    internal byte Kind { get; }

    /// <summary>Where the body begins.</summary>
    internal int BodyAt { get; }

    internal int BodyBytes { get; }

    /// <summary>Bytes of the whole message.</summary>
    internal int LengthBytes => BodyAt + BodyBytes;

    /// <summary>Reads the frame of the message that <paramref name="input"/> begins with.</summary>
    internal static MessageFrame Read(ReadOnlySpan<byte> input, IpcReaderOptions options, FlatBudget budget)
    {
        if (input.Length < 4)
        {
            throw Truncated();
        }

        int metadataBytes = BinaryPrimitives.ReadInt32LittleEndian(input);
        int at = 4;
        if (metadataBytes == Continuation)
        {
            if (input.Length < 8)
            {
                throw Truncated();
            }

            metadataBytes = BinaryPrimitives.ReadInt32LittleEndian(input[4..]);
            at = 8;
        }

        if (metadataBytes == 0)
        {
            return new MessageFrame(default, 0, at, 0, isEnd: true);
        }

        if (metadataBytes < 0)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, $"a message begins with {metadataBytes}");
        }

        if (metadataBytes > options.MaxMetadataBytes)
        {
            throw new IpcException(
                IpcErrorCode.LimitExceeded, null, $"metadata of {metadataBytes} bytes, at most {options.MaxMetadataBytes} are read");
        }

        if (metadataBytes > input.Length - at)
        {
            throw Truncated();
        }

        budget.Reset(metadataBytes);
        FlatTable message = FlatTable.Root(input.Slice(at, metadataBytes), budget);
        short version = message.Int16(MetadataFields.Message.Version);
        if (version is not (MetadataFields.Version4 or MetadataFields.Version5))
        {
            throw new IpcException(IpcErrorCode.Unsupported, null, $"metadata version V{version + 1} is not supported");
        }

        int bodyAt = at + metadataBytes;
        long bodyBytes = message.Int64(MetadataFields.Message.BodyLength);
        if (bodyBytes < 0)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, $"a body of {bodyBytes} bytes");
        }

        if (bodyBytes > options.MaxBodyBytes)
        {
            throw new IpcException(
                IpcErrorCode.LimitExceeded, null, $"a body of {bodyBytes} bytes, at most {options.MaxBodyBytes} are read");
        }

        return bodyBytes <= input.Length - bodyAt
            ? new MessageFrame(message, message.Byte(MetadataFields.Message.HeaderType), bodyAt, (int)bodyBytes)
            : throw Truncated();
    }

    private static IpcException Truncated() => new(IpcErrorCode.Truncated, null, "the data ends inside a message");
}

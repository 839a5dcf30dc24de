using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;
using Rotel.Arrow.Columnar.Ipc.Schemas;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>
/// The frame and the metadata of a message, made once. A record batch or dictionary batch of a given schema always has
/// metadata of the same length, in which only numbers change: rows, field nodes, buffers, body length, the delta flag.
/// </summary>
internal sealed class MessageTemplate
{
    private const int FrameBytes = 8, NodeBytes = 16, BufferBytes = 16;

    private readonly byte[] _bytes;
    private int _bodyLengthAt;
    private int _rowsAt;
    private int _nodesAt;
    private int _buffersAt;
    private int _isDeltaAt;

    private MessageTemplate(FlatWriter writer, int alignment)
    {
        byte[] metadata = writer.ToArray();
        int length = (FrameBytes + metadata.Length + alignment - 1) / alignment * alignment;
        _bytes = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, -1);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(4), length - FrameBytes);
        metadata.CopyTo(_bytes.AsSpan(FrameBytes));
    }

    /// <summary>Frame and metadata; the body begins behind it.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A whole Schema message, which has no body.</summary>
    internal static MessageTemplate OfSchema(Schema schema, int alignment)
    {
        var writer = new FlatWriter();
        int[] message = Message(writer, MetadataFields.Message.SchemaHeader);
        writer.Refer(message[MetadataFields.Message.Header], new SchemaWriter(writer).Write(schema));
        return new MessageTemplate(writer, alignment);
    }

    /// <summary>A record batch message of so many field nodes and buffers.</summary>
    internal static MessageTemplate OfBatch(int nodes, int buffers, IpcCompression compression, int alignment)
    {
        var writer = new FlatWriter();
        int[] message = Message(writer, MetadataFields.Message.BatchHeader);
        (int batch, int rowsAt, int nodesAt, int buffersAt) = Batch(writer, nodes, buffers, compression);
        writer.Refer(message[MetadataFields.Message.Header], batch);
        return new MessageTemplate(writer, alignment)
        {
            _bodyLengthAt = FrameBytes + message[MetadataFields.Message.BodyLength],
            _rowsAt = FrameBytes + rowsAt,
            _nodesAt = FrameBytes + nodesAt,
            _buffersAt = FrameBytes + buffersAt,
        };
    }

    /// <summary>A dictionary batch message for values of one layout.</summary>
    internal static MessageTemplate OfDictionary(long id, FieldLayout values, IpcCompression compression, int alignment)
    {
        var writer = new FlatWriter();
        int[] message = Message(writer, MetadataFields.Message.DictionaryHeader);
        int[] dictionary = writer.Table(8, 4, 1);
        writer.Refer(message[MetadataFields.Message.Header], dictionary[^1]);
        writer.Int64(dictionary[MetadataFields.DictionaryBatch.Id], id);
        (int batch, int rowsAt, int nodesAt, int buffersAt) = Batch(writer, values.Nodes, values.Buffers, compression);
        writer.Refer(dictionary[MetadataFields.DictionaryBatch.Data], batch);
        return new MessageTemplate(writer, alignment)
        {
            _bodyLengthAt = FrameBytes + message[MetadataFields.Message.BodyLength],
            _rowsAt = FrameBytes + rowsAt,
            _nodesAt = FrameBytes + nodesAt,
            _buffersAt = FrameBytes + buffersAt,
            _isDeltaAt = FrameBytes + dictionary[MetadataFields.DictionaryBatch.IsDelta],
        };
    }

    /// <summary>Puts the numbers of one message into a copy of <see cref="Bytes"/>.</summary>
    /// <param name="target">The copy.</param>
    /// <param name="rows">Rows of the batch, entries of the dictionary.</param>
    /// <param name="numbers">Field nodes and buffers, as pairs of 64-bit numbers.</param>
    /// <param name="bodyBytes">Length of the body.</param>
    /// <param name="isDelta">For a dictionary: the values are to be appended.</param>
    internal void Fill(Span<byte> target, int rows, MessageNumbers numbers, long bodyBytes, bool isDelta)
    {
        BinaryPrimitives.WriteInt64LittleEndian(target[_bodyLengthAt..], bodyBytes);
        BinaryPrimitives.WriteInt64LittleEndian(target[_rowsAt..], rows);
        numbers.Nodes.CopyTo(target[_nodesAt..]);
        numbers.Buffers.CopyTo(target[_buffersAt..]);
        if (_isDeltaAt != 0)
        {
            target[_isDeltaAt] = isDelta ? (byte)1 : (byte)0;
        }
    }

    private static int[] Message(FlatWriter writer, byte kind)
    {
        int[] message = writer.Table(2, 1, 4, 8);
        writer.Refer(0, message[^1]);
        writer.Int16(message[MetadataFields.Message.Version], MetadataFields.Version5);
        writer.Byte(message[MetadataFields.Message.HeaderType], kind);
        return message;
    }

    private static (int Table, int RowsAt, int NodesAt, int BuffersAt) Batch(
        FlatWriter writer, int nodes, int buffers, IpcCompression compression)
    {
        int[] batch = writer.Table(8, 4, 4, compression == IpcCompression.None ? 0 : 4);
        if (compression != IpcCompression.None)
        {
            int[] codec = writer.Table(1, 1);
            writer.Refer(batch[MetadataFields.Batch.Compression], codec[^1]);
            writer.Byte(
                codec[MetadataFields.Compression.Codec],
                compression == IpcCompression.Zstd ? MetadataFields.Compression.Zstd : MetadataFields.Compression.Lz4Frame);
        }

        int nodesAt = writer.Vector(nodes, NodeBytes);
        writer.Refer(batch[MetadataFields.Batch.Nodes], nodesAt);
        int buffersAt = writer.Vector(buffers, BufferBytes);
        writer.Refer(batch[MetadataFields.Batch.Buffers], buffersAt);
        return (batch[^1], batch[MetadataFields.Batch.Length], nodesAt + 4, buffersAt + 4);
    }
}

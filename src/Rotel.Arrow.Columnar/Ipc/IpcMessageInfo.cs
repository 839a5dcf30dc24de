using Rotel.Arrow.Columnar.Ipc.Flatbuffers;
using Rotel.Arrow.Columnar.Ipc.Reading;
using Rotel.Arrow.Columnar.Ipc.Schemas;

namespace Rotel.Arrow.Columnar.Ipc;

/// <summary>What kind of message; the others of the format are not told apart.</summary>
public enum IpcMessageKind
{
    /// <summary>The end-of-stream marker.</summary>
    End,

    /// <summary>Fields and their types.</summary>
    Schema,

    /// <summary>Values of a dictionary, all or new ones.</summary>
    Dictionary,

    /// <summary>Rows.</summary>
    Batch,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>One message as its frame and header describe it, for people who look at a stream; nothing of the body is read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="LengthBytes">Bytes of the whole message.</param>
/// <param name="Rows">Rows of a batch, entries of a dictionary, as stated.</param>
/// <param name="DictionaryId">Id of the dictionary.</param>
/// <param name="IsDelta">The dictionary's values are appended.</param>
/// <param name="Compression">Of the body.</param>
public readonly record struct IpcMessageInfo(
    IpcMessageKind Kind, int LengthBytes, long Rows = 0, long DictionaryId = 0, bool IsDelta = false, IpcCompression Compression = IpcCompression.None)
{
    /// <summary>Reads the frame of the message that <paramref name="messages"/> begins with.</summary>
    /// <exception cref="IpcException">It is cut off, or no message.</exception>
    public static IpcMessageInfo Read(ReadOnlySpan<byte> messages, IpcReaderOptions? options = null)
    {
        var budget = new FlatBudget();
        MessageFrame frame = MessageFrame.Read(messages, options ?? IpcReaderOptions.Default, budget);
        if (frame.IsEnd)
        {
            return new IpcMessageInfo(IpcMessageKind.End, frame.LengthBytes);
        }

        switch (frame.Kind)
        {
            case MetadataFields.Message.SchemaHeader:
                return new IpcMessageInfo(IpcMessageKind.Schema, frame.LengthBytes);
            case MetadataFields.Message.DictionaryHeader:
                FlatTable dictionary = frame.Message.Table(MetadataFields.Message.Header, "dictionary batch", budget);
                FlatTable values = dictionary.Table(MetadataFields.DictionaryBatch.Data, "values of a dictionary", budget);
                return new IpcMessageInfo(
                    IpcMessageKind.Dictionary,
                    frame.LengthBytes,
                    values.Int64(MetadataFields.Batch.Length),
                    dictionary.Int64(MetadataFields.DictionaryBatch.Id),
                    dictionary.Boolean(MetadataFields.DictionaryBatch.IsDelta),
                    CompressionOf(values, budget));
            case MetadataFields.Message.BatchHeader:
                FlatTable batch = frame.Message.Table(MetadataFields.Message.Header, "record batch", budget);
                return new IpcMessageInfo(
                    IpcMessageKind.Batch,
                    frame.LengthBytes,
                    batch.Int64(MetadataFields.Batch.Length),
                    Compression: CompressionOf(batch, budget));
            default:
                return new IpcMessageInfo(IpcMessageKind.Other, frame.LengthBytes);
        }
    }

    private static IpcCompression CompressionOf(FlatTable batch, FlatBudget budget)
    {
        if (!batch.Has(MetadataFields.Batch.Compression))
        {
            return IpcCompression.None;
        }

        FlatTable compression = batch.Table(MetadataFields.Batch.Compression, "compression", budget);
        return compression.Byte(MetadataFields.Compression.Codec) == MetadataFields.Compression.Lz4Frame
            ? IpcCompression.Lz4Frame
            : IpcCompression.Zstd;
    }
}

using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.Envelope;

/// <summary>Writes a BatchArrowRecords message, payload by payload, into a buffer of the caller.</summary>
internal sealed class BatchArrowRecordsWriter(NativeBuffer<byte> output)
{
    /// <summary>Starts a message at the end of the buffer.</summary>
    public void Begin(long batchId)
    {
        if (batchId != 0)
        {
            output.Append((byte)BatchArrowRecords.BatchIdTag);
            Varint((ulong)batchId);
        }
    }

    /// <summary>Adds a payload; the record is copied.</summary>
    public void Add(PayloadType type, int schemaId, ReadOnlySpan<byte> record)
    {
        Span<byte> id = stackalloc byte[12];
        System.Buffers.Text.Utf8Formatter.TryFormat(schemaId, id, out int idBytes);
        int length = 2 + idBytes + 2 + 1 + ProtoWriter.VarintSize((ulong)record.Length) + record.Length;
        output.Append((byte)BatchArrowRecords.PayloadsTag);
        Varint((ulong)length);
        output.Append((byte)BatchArrowRecords.SchemaIdTag);
        output.Append((byte)idBytes);
        output.Append((ReadOnlySpan<byte>)id[..idBytes]);
        output.Append((byte)BatchArrowRecords.TypeTag);
        output.Append((byte)type);
        output.Append((byte)BatchArrowRecords.RecordTag);
        Varint((ulong)record.Length);
        output.Append(record);
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.Append((byte)(value | 0x80));
        }

        output.Append((byte)value);
    }
}

using Rotel.Arrow.Otap.Schemas;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.Envelope;

/// <summary>One payload of a BatchArrowRecords message, borrowed from its bytes.</summary>
/// <param name="Type">Which table. Any number that was sent, also one that no enum member has.</param>
/// <param name="SchemaId">Opaque; unique in a stream over all types.</param>
/// <param name="Record">Arrow IPC messages.</param>
internal readonly record struct ArrowPayload(int Type, ReadOnlyMemory<byte> SchemaId, ReadOnlyMemory<byte> Record)
{
    /// <summary>The type as a table; Unknown for a number above a byte.</summary>
    public PayloadType Table => (uint)Type <= byte.MaxValue ? (PayloadType)Type : PayloadType.Unknown;
}

/// <summary>
/// The envelope of one batch (opentelemetry.proto.experimental.arrow.v1, otap.md 1.2):
/// <code>
/// BatchArrowRecords { int64 batch_id = 1; repeated ArrowPayload arrow_payloads = 2; bytes headers = 3 }
/// ArrowPayload      { string schema_id = 1; ArrowPayloadType type = 2; bytes record = 3 }
/// </code>
/// Unknown fields are stepped over; of repeated singular fields the last counts. Nothing is copied.
/// </summary>
internal sealed class BatchArrowRecords
{
    internal const uint BatchIdTag = (1 << 3) | (uint)WireType.Varint;
    internal const uint PayloadsTag = (2 << 3) | (uint)WireType.LengthDelimited;
    internal const uint HeadersTag = (3 << 3) | (uint)WireType.LengthDelimited;
    internal const uint SchemaIdTag = (1 << 3) | (uint)WireType.LengthDelimited;
    internal const uint TypeTag = (2 << 3) | (uint)WireType.Varint;
    internal const uint RecordTag = (3 << 3) | (uint)WireType.LengthDelimited;

    private readonly List<ArrowPayload> _payloads = [];

    /// <summary>Field batch_id of the message read last.</summary>
    public long BatchId { get; private set; }

    /// <summary>True when <see cref="BatchId"/> was found, or the message was read to its end without one (it is 0 then).</summary>
    public bool HasBatchId { get; private set; }

    /// <summary>Field headers: an HPACK block.</summary>
    public ReadOnlyMemory<byte> Headers { get; private set; }

    /// <summary>The payloads in their order.</summary>
    public IReadOnlyList<ArrowPayload> Payloads => _payloads;

    /// <summary>Reads a message. Null when it is well-formed; else what is wrong.</summary>
    public string? Read(ReadOnlyMemory<byte> message, int maxPayloads)
    {
        _payloads.Clear();
        BatchId = 0;
        HasBatchId = false;
        Headers = default;
        var reader = new ProtoReader(message.Span);
        while (true)
        {
            switch (reader.ReadField(out WireField field))
            {
                case ReadStatus.End:
                    HasBatchId = true;
                    return null;
                case ReadStatus.Malformed:
                    return "BatchArrowRecords: truncated or not valid protobuf.";
            }

            switch (field.Tag)
            {
                case BatchIdTag:
                    BatchId = (long)field.Scalar;
                    HasBatchId = true;
                    break;
                case PayloadsTag:
                    if (_payloads.Count == maxPayloads)
                    {
                        return $"BatchArrowRecords: more than {maxPayloads} payloads.";
                    }

                    if (!TryReadPayload(message.Slice(field.ValueStart, field.ValueLength), out ArrowPayload payload))
                    {
                        return $"ArrowPayload {_payloads.Count}: truncated or not valid protobuf.";
                    }

                    _payloads.Add(payload);
                    break;
                case HeadersTag:
                    Headers = message.Slice(field.ValueStart, field.ValueLength);
                    break;
            }
        }
    }

    /// <summary>Forgets the message, whose memory the caller takes back.</summary>
    public void Clear()
    {
        _payloads.Clear();
        Headers = default;
    }

    private static bool TryReadPayload(ReadOnlyMemory<byte> message, out ArrowPayload payload)
    {
        int type = 0;
        ReadOnlyMemory<byte> schemaId = default, record = default;
        payload = default;
        var reader = new ProtoReader(message.Span);
        while (true)
        {
            switch (reader.ReadField(out WireField field))
            {
                case ReadStatus.End:
                    payload = new ArrowPayload(type, schemaId, record);
                    return true;
                case ReadStatus.Malformed:
                    return false;
            }

            switch (field.Tag)
            {
                case SchemaIdTag:
                    schemaId = message.Slice(field.ValueStart, field.ValueLength);
                    break;
                case TypeTag:
                    type = (int)field.Scalar;
                    break;
                case RecordTag:
                    record = message.Slice(field.ValueStart, field.ValueLength);
                    break;
            }
        }
    }
}

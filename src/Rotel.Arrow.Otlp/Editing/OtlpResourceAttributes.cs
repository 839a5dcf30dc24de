using System.Text;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Editing;

/// <summary>
/// Attributes with string values that are set on every resource of a request: a key that is there already is replaced,
/// the others are added; an envelope (ResourceSpans, ResourceLogs, ResourceMetrics) without a resource gets one.
/// Everything else is copied byte for byte, unknown fields included.
/// </summary>
/// <remarks>
/// Immutable, thread-safe. The request is not judged here: what does not look like one is left for the validator to
/// refuse. Field numbers: opentelemetry-proto 1.11, all three signals alike down to the resource.
/// </remarks>
public sealed class OtlpResourceAttributes
{
    /// <summary>ResourceSpans of a request, its Resource, the attributes of that, their key: each is field 1.</summary>
    private const int EnvelopeField = 1, ResourceField = 1, AttributesField = 1, KeyField = 1;

    private const int ValueField = 2, StringValueField = 1;

    private readonly byte[][] _keys;
    private readonly byte[] _fields;

    /// <param name="attributes">Keys and values; of a key that comes twice the last value counts.</param>
    public OtlpResourceAttributes(IEnumerable<KeyValuePair<string, string>> attributes)
    {
        Dictionary<string, string> values = [];
        foreach ((string key, string value) in attributes)
        {
            values[key] = value;
        }

        _keys = [.. values.Keys.Select(Encoding.UTF8.GetBytes)];
        _fields = [.. values.SelectMany(static pair => Field(AttributesField,
            [.. Field(KeyField, Encoding.UTF8.GetBytes(pair.Key)),
                .. Field(ValueField, Field(StringValueField, Encoding.UTF8.GetBytes(pair.Value)))]))];
    }

    /// <summary>
    /// Writes a request again with the attributes set. False when nothing was written: the request is malformed or empty, or
    /// would become longer than a writer can hold.
    /// </summary>
    /// <param name="request">An export request of any signal.</param>
    /// <param name="pool">Where the memory comes from.</param>
    /// <param name="slab">Holds the new request at its start; one reference, for the caller.</param>
    /// <param name="length">Its bytes.</param>
    public bool TryApply(ReadOnlySpan<byte> request, SlabPool pool, out Slab? slab, out int length)
    {
        using var writer = new ProtoWriter(pool);
        writer.Reserve(request.Length + _fields.Length + 16);
        bool written = TryCopyRequest(request, writer) && !writer.Overflowed && writer.Length > 0;
        length = written ? writer.Length : 0;
        slab = written ? writer.Detach() : null;
        return slab is not null;
    }

    private bool TryCopyRequest(ReadOnlySpan<byte> request, ProtoWriter writer)
    {
        var reader = new ProtoReader(request);
        ReadStatus status;
        while ((status = reader.ReadField(out WireField field)) == ReadStatus.Field)
        {
            if (!IsMessage(field, EnvelopeField))
            {
                writer.TryWriteRaw(request[field.Start..field.End]);
            }
            else if (!TryCopyEnvelope(request[field.ValueStart..field.End], writer))
            {
                return false;
            }
        }

        return status == ReadStatus.End;
    }

    private bool TryCopyEnvelope(ReadOnlySpan<byte> envelope, ProtoWriter writer)
    {
        MessageMark mark = writer.BeginMessage(EnvelopeField, ProtoWriter.VarintSize((uint)(envelope.Length + _fields.Length)));
        bool isSet = HasResource(envelope);
        if (!isSet)
        {
            // Where decoders expect it: before what belongs to it.
            writer.TryWriteBytes(ResourceField, _fields);
        }

        // A message field that comes twice is one message with all their fields: the attributes go into the first.
        isSet = !isSet;
        var reader = new ProtoReader(envelope);
        ReadStatus status;
        while ((status = reader.ReadField(out WireField field)) == ReadStatus.Field)
        {
            if (!IsMessage(field, ResourceField))
            {
                writer.TryWriteRaw(envelope[field.Start..field.End]);
            }
            else if (TryCopyResource(envelope[field.ValueStart..field.End], isSet ? default : _fields, writer))
            {
                isSet = true;
            }
            else
            {
                return false;
            }
        }

        return status == ReadStatus.End && writer.EndMessage(mark);
    }

    private bool TryCopyResource(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> more, ProtoWriter writer)
    {
        MessageMark mark = writer.BeginMessage(ResourceField, ProtoWriter.VarintSize((uint)(resource.Length + more.Length)));
        var reader = new ProtoReader(resource);
        ReadStatus status;
        while ((status = reader.ReadField(out WireField field)) == ReadStatus.Field)
        {
            bool isReplaced = false;
            if (IsMessage(field, AttributesField) && !TryFindKey(resource[field.ValueStart..field.End], out isReplaced))
            {
                return false;
            }

            if (!isReplaced)
            {
                writer.TryWriteRaw(resource[field.Start..field.End]);
            }
        }

        writer.TryWriteRaw(more);
        return status == ReadStatus.End && writer.EndMessage(mark);
    }

    /// <summary>False when the pair is malformed; its last key counts.</summary>
    private bool TryFindKey(ReadOnlySpan<byte> pair, out bool isOurs)
    {
        var reader = new ProtoReader(pair);
        ReadOnlySpan<byte> key = default;
        ReadStatus status;
        while ((status = reader.ReadField(out WireField field)) == ReadStatus.Field)
        {
            key = IsMessage(field, KeyField) ? pair[field.ValueStart..field.End] : key;
        }

        isOurs = false;
        foreach (byte[] ours in _keys)
        {
            isOurs |= key.SequenceEqual(ours);
        }

        return status == ReadStatus.End;
    }

    /// <summary>Mostly answered by the first field.</summary>
    private static bool HasResource(ReadOnlySpan<byte> envelope)
    {
        var reader = new ProtoReader(envelope);
        while (reader.ReadField(out WireField field) == ReadStatus.Field)
        {
            if (IsMessage(field, ResourceField))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMessage(in WireField field, int number) =>
        field.Number == number && field.Type == WireType.LengthDelimited;

    /// <summary>A length-delimited field; at the start of the process only.</summary>
    private static byte[] Field(int number, byte[] content)
    {
        var bytes = new List<byte> { (byte)ProtoWriter.Tag(number, WireType.LengthDelimited) };
        for (uint length = (uint)content.Length; ; length >>= 7)
        {
            if (length < 0x80)
            {
                bytes.Add((byte)length);
                break;
            }

            bytes.Add((byte)(length | 0x80));
        }

        return [.. bytes, .. content];
    }
}

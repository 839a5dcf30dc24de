using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Validation;

/// <summary>What <see cref="OtlpFilter"/> left over.</summary>
/// <param name="Slab">Holds the request without its invalid items; one reference, for the caller. Null when nothing is left.</param>
/// <param name="LengthBytes">Bytes of the request at the start of the slab.</param>
/// <param name="AcceptedItems">Spans, log records or data points in it.</param>
/// <param name="RejectedItems">Those that were left out.</param>
public readonly record struct OtlpFilterResult(Slab? Slab, int LengthBytes, int AcceptedItems, int RejectedItems);

/// <summary>
/// Writes a request again without the items that <see cref="OtlpValidator"/> calls invalid, for a partial success.
/// Everything else is copied byte for byte, unknown fields included. An envelope (resource, scope, metric) goes when
/// all it held was left out; one that was empty before stays.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public static class OtlpFilter
{
    /// <summary>
    /// Filters a request that the validator found to be <see cref="OtlpValidity.Ok"/> or
    /// <see cref="OtlpValidity.HasInvalidItems"/>. False when it turns out to be malformed; nothing is rented then.
    /// </summary>
    public static bool TryFilter(Signal signal, ReadOnlySpan<byte> request, SlabPool pool, out OtlpFilterResult result)
    {
        using var writer = new ProtoWriter(pool);
        writer.Reserve(request.Length);
        var copier = new Copier(writer);
        if (!copier.Copy(OtlpSchema.Request(signal), request, out _, out _) || writer.Overflowed)
        {
            result = default;
            return false;
        }

        int length = writer.Length;
        result = new OtlpFilterResult(
            length > 0 ? writer.Detach() : null, length, copier.Accepted, copier.Rejected);
        return true;
    }

    /// <summary>Recursion follows the envelopes: request, resource, scope, metric, data.</summary>
    private struct Copier(ProtoWriter writer)
    {
        internal int Accepted { get; private set; }

        internal int Rejected { get; private set; }

        internal bool Copy(MessageSchema schema, ReadOnlySpan<byte> message, out int kept, out int dropped)
        {
            kept = 0;
            dropped = 0;
            var reader = new ProtoReader(message);
            while (true)
            {
                ReadStatus status = reader.ReadField(out WireField wire);
                if (status != ReadStatus.Field)
                {
                    return status == ReadStatus.End;
                }

                ReadOnlySpan<byte> whole = message[wire.Start..wire.End];
                FieldSchema? field = schema.Find(wire.Number);
                if (field is null || field.Role == FieldRole.Plain)
                {
                    writer.TryWriteRaw(whole);
                    continue;
                }

                if (wire.Type != WireType.LengthDelimited
                    || !CopyChild(field, whole, message[wire.ValueStart..wire.End], out bool isKept))
                {
                    return false;
                }

                kept += isKept ? 1 : 0;
                dropped += isKept ? 0 : 1;
            }
        }

        private bool CopyChild(FieldSchema field, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> content, out bool kept)
        {
            if (field.Role is FieldRole.Item or FieldRole.Metric)
            {
                var walker = new MessageWalker(content);
                kept = false;
                if (!walker.WalkChild(field, 0, content.Length))
                {
                    return false;
                }

                if (walker.Defect.Kind == DefectKind.None)
                {
                    Accepted += walker.Items;
                    kept = true;
                    writer.TryWriteRaw(whole);
                    return true;
                }

                if (field.Role == FieldRole.Item || walker.HasInvalidMetric)
                {
                    Rejected += walker.Items;
                    return true;
                }
            }

            return CopyEnvelope(field, content, out kept);
        }

        private bool CopyEnvelope(FieldSchema field, ReadOnlySpan<byte> content, out bool kept)
        {
            MessageMark mark = writer.BeginMessage(field.Number, field.Message!.ExpectedLengthBytes);
            if (!Copy(field.Message, content, out int keptInside, out int droppedInside))
            {
                kept = false;
                return false;
            }

            kept = keptInside > 0 || droppedInside == 0;
            if (kept)
            {
                writer.EndMessage(mark);
            }
            else
            {
                writer.Rollback(mark);
            }

            return true;
        }
    }
}

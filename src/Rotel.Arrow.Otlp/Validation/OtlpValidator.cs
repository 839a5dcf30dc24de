using System.Buffers;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Validation;

/// <summary>
/// Checks one Export*ServiceRequest (or *Data) message from end to end before it is passed on as bytes, and counts its
/// items. After Ok every reader of these bytes may rely on sound framing, right wire types, UTF-8 strings, id lengths
/// and bounded nesting.
/// </summary>
/// <remarks>
/// Malformed: truncated or over-long encodings, group wire types, a known field with a wrong wire type, and any defect
/// below in a resource, a scope or a schema URL. Invalid item: an id that is not 16 (trace) or 8 (span) or 0 bytes
/// long, a string that is not UTF-8, AnyValues nested more than 64 deep. A metric whose name, description, unit or
/// metadata is invalid, or that sets two members of its data oneof, loses all its points. Unknown fields pass.
/// Nothing is allocated for a valid request. Thread-safe.
/// </remarks>
public static class OtlpValidator
{
    /// <summary>Checks a request in contiguous bytes.</summary>
    public static OtlpValidation Validate(Signal signal, ReadOnlySpan<byte> request)
    {
        var quick = new QuickValidator(request);
        if (quick.TryValidate(signal))
        {
            return new OtlpValidation(OtlpValidity.Ok, quick.Items);
        }

        // Something is unusual: the table walker decides, and finds the words.
        return ValidateByTable(OtlpSchema.Request(signal), request);
    }

    /// <summary>Checks a request in segments, which are copied to a slab of the pool first if there are several.</summary>
    public static OtlpValidation Validate(Signal signal, in ReadOnlySequence<byte> request, SlabPool pool)
    {
        if (request.IsSingleSegment)
        {
            return Validate(signal, request.FirstSpan);
        }

        int length = checked((int)request.Length);
        Slab slab = pool.Rent(length);
        try
        {
            Span<byte> whole = slab.GetSpan()[..length];
            request.CopyTo(whole);
            return Validate(signal, whole);
        }
        finally
        {
            slab.Release();
        }
    }

    internal static OtlpValidation ValidateByTable(MessageSchema schema, ReadOnlySpan<byte> request)
    {
        var walker = new MessageWalker(request);
        bool sound = walker.WalkRequest(schema);
        Defect defect = walker.Defect;
        if (defect.Kind == DefectKind.None)
        {
            return new OtlpValidation(OtlpValidity.Ok, walker.Items);
        }

        string message = DefectMessage.Describe(schema, request, defect);
        if (!sound)
        {
            return new OtlpValidation(OtlpValidity.Malformed, Message: message);
        }

        if (walker.InvalidItems > 1)
        {
            message = $"{message} (first of {walker.InvalidItems} invalid items)";
        }

        return new OtlpValidation(OtlpValidity.HasInvalidItems, walker.Items, walker.InvalidItems, message);
    }
}

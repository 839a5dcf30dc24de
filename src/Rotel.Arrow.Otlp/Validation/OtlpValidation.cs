namespace Rotel.Arrow.Otlp.Validation;

/// <summary>What <see cref="OtlpValidator"/> found.</summary>
public enum OtlpValidity : byte
{
    /// <summary>Every item may go on.</summary>
    Ok = 0,

    /// <summary>
    /// Well-formed, but some items (or metrics without items) must be left out: run <see cref="OtlpFilter"/>.
    /// </summary>
    HasInvalidItems,

    /// <summary>Not a well-formed request; nothing of it may go on. INVALID_ARGUMENT, 400.</summary>
    Malformed,
}

/// <summary>The answer of <see cref="OtlpValidator"/>.</summary>
/// <param name="Validity">Whether all, some or no items may go on.</param>
/// <param name="ItemCount">Spans, log records or data points in the request, invalid ones included; 0 if malformed.</param>
/// <param name="InvalidItemCount">How many of them are invalid.</param>
/// <param name="Message">
/// Path and fault of the first defect, in English and without data of the sender, e.g.
/// "resource_spans[0].scope_spans[1].spans[3].trace_id: 5 bytes, expected 16 or 0". Null when all is well.
/// </param>
public readonly record struct OtlpValidation(
    OtlpValidity Validity, int ItemCount = 0, int InvalidItemCount = 0, string? Message = null);

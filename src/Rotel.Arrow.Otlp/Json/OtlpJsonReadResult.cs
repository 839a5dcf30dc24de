using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otlp.Json;

/// <summary>How reading OTLP/JSON ended.</summary>
public enum OtlpJsonStatus : byte
{
    /// <summary>The slab holds the request as protobuf.</summary>
    Ok = 0,

    /// <summary>Not JSON, or not an OTLP request: 400.</summary>
    Malformed,

    /// <summary>The protobuf form would pass the limit: 413.</summary>
    TooLarge,
}

/// <summary>The answer of <see cref="OtlpJsonReader"/>.</summary>
/// <param name="Status">Whether there is a request.</param>
/// <param name="Slab">
/// The request as protobuf from offset 0, valid in the sense of the validator; one reference, for the caller. Not null
/// exactly when the status is Ok.
/// </param>
/// <param name="LengthBytes">Length of the request; 0 for an empty one.</param>
/// <param name="Message">
/// What is wrong and where, in English and without data of the sender, e.g.
/// "resourceSpans[0].scopeSpans[1].spans[3].traceId: expected 32 hex digits". Null when the status is Ok.
/// </param>
public readonly record struct OtlpJsonReadResult(
    OtlpJsonStatus Status, Slab? Slab, int LengthBytes, string? Message = null);

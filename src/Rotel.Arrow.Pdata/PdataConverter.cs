using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otlp;

namespace Rotel.Arrow.Pdata;

/// <summary>Turns one representation into the other, with memory of the pool it was given.</summary>
/// <remarks>Thread-safe.</remarks>
public abstract class PdataConverter
{
    /// <summary>Encodes tables as one OTLP protobuf message. The caller owns the result.</summary>
    public abstract OtlpBytes ToOtlp(OtapBatch batch);

    /// <summary>
    /// Decodes validated OTLP bytes into tables. The caller owns the result. Requests that tables cannot hold are left
    /// out and counted, so that one sender's oddity does not cost the others in the batch their data.
    /// </summary>
    public abstract OtapBatch ToOtap(OtlpBytes bytes, out ConversionLoss loss);
}

/// <summary>What a conversion left out.</summary>
/// <param name="Items">Spans, log records or data points.</param>
/// <param name="Message">The first reason, for people; null when nothing was left out.</param>
public readonly record struct ConversionLoss(int Items, string? Message);

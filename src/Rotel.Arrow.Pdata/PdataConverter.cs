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

    /// <summary>Decodes validated OTLP bytes into tables. The caller owns the result.</summary>
    public abstract OtapBatch ToOtap(OtlpBytes bytes);
}

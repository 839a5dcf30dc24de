using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>Encodes OTAP tables as one OTLP protobuf message.</summary>
public static class OtlpEncoder
{
    /// <summary>The whole batch as one piece. The caller owns the result.</summary>
    public static OtlpBytes Encode(OtapBatch batch, SlabPool pool) => throw new NotImplementedException();
}

using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.ToOtlp;

/// <summary>
/// Encodes OTAP tables as one OTLP protobuf message: Request -> ResourceX -> ScopeX -> items, grouped as the
/// <see cref="OtapBatch.ScopeRuns"/> say. Written from the end to the front (<see cref="ReverseProtoWriter"/>).
/// </summary>
public static class OtlpEncoder
{
    /// <summary>The whole batch as one piece. The caller owns the result.</summary>
    /// <exception cref="InvalidOperationException">The message would exceed 2 GiB; batches are sealed far below.</exception>
    public static OtlpBytes Encode(OtapBatch batch, SlabPool pool)
    {
        var writer = new ReverseProtoWriter(pool, (int)Math.Clamp(batch.SizeBytes, 4096, 8 << 20));
        using var scratch = new ProtoWriter(pool);
        try
        {
            switch (batch.Signal)
            {
                case Signal.Traces:
                    new SpanEncoder(batch).Write(ref writer, scratch);
                    break;
                case Signal.Logs:
                    new LogEncoder(batch).Write(ref writer, scratch);
                    break;
                default:
                    new MetricEncoder(batch).Write(ref writer, scratch);
                    break;
            }
        }
        catch
        {
            writer.Release();
            throw;
        }

        var bytes = new OtlpBytes(batch.Signal);
        bytes.Add(writer.Take(), writer.Start, writer.Length, batch.ItemCount);
        return bytes;
    }
}

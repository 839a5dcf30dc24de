using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pdata;

/// <summary>Converts with memory of a pool, and keeps the builders it made, with their dictionaries, for the next batches.</summary>
/// <param name="pool">Where the results live.</param>
public sealed class PooledPdataConverter(SlabPool pool) : PdataConverter, IDisposable
{
    /// <summary>Idle builders kept for a signal: as many conversions as a destination runs at once by default.</summary>
    private const int MaxIdleBuilders = 10;

    private readonly Lock _lock = new();
    private readonly Stack<OtapBatchBuilder>[] _idle = [new(), new(), new()];

    /// <inheritdoc/>
    public override OtlpBytes ToOtlp(OtapBatch batch) => OtlpEncoder.Encode(batch, pool);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The bytes are not valid, or have more rows than one batch holds.</exception>
    public override OtapBatch ToOtap(OtlpBytes bytes)
    {
        OtapBatchBuilder builder = Take(bytes.Signal);
        try
        {
            for (int i = 0; i < bytes.PieceCount; i++)
            {
                AppendResult result = builder.Append(bytes[i].Span);
                if (result.Status != AppendStatus.Appended || result.RejectedItems > 0)
                {
                    throw new InvalidOperationException(Describe(bytes, result));
                }
            }

            OtapBatch batch = builder.Seal();
            GiveBack(builder);
            return batch;
        }
        catch
        {
            builder.Dispose();
            throw;
        }
    }

    /// <summary>Frees the idle builders. The converter works on, with new ones.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (Stack<OtapBatchBuilder> builders in _idle)
            {
                while (builders.TryPop(out OtapBatchBuilder? builder))
                {
                    builder.Dispose();
                }
            }
        }
    }

    private static string Describe(OtlpBytes bytes, in AppendResult result) => result.Status switch
    {
        AppendStatus.Full => $"A batch of {bytes.ItemCount} {bytes.Signal.ItemName()} has more rows than one set of tables holds (65,535).",
        _ => $"OTLP bytes that were validated could not be decoded: {result.Message}",
    };

    private OtapBatchBuilder Take(Signal signal)
    {
        lock (_lock)
        {
            if (_idle[(int)signal].TryPop(out OtapBatchBuilder? builder))
            {
                return builder;
            }
        }

        return new OtapBatchBuilder(signal, pool);
    }

    private void GiveBack(OtapBatchBuilder builder)
    {
        lock (_lock)
        {
            if (_idle[(int)builder.Signal].Count < MaxIdleBuilders)
            {
                _idle[(int)builder.Signal].Push(builder);
                return;
            }
        }

        builder.Dispose();
    }
}

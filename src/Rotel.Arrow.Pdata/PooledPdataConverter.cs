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
    /// <remarks>
    /// The pipeline splits batches so that their items fit. Metrics without points are no items: where they alone
    /// fill the tables, they are left out.
    /// </remarks>
    public override OtapBatch ToOtap(OtlpBytes bytes, out ConversionLoss loss)
    {
        OtapBatchBuilder builder = Take(bytes.Signal);
        try
        {
            if (!AppendAll(builder, bytes, out string? message))
            {
                builder.Seal().Release();
                builder.LeavesOutEmptyMetrics = true;
                AppendAll(builder, bytes, out message);
                builder.LeavesOutEmptyMetrics = false;
            }

            OtapBatch batch = builder.Seal();
            int lost = bytes.ItemCount - batch.ItemCount;
            loss = new ConversionLoss(lost, lost == 0 ? null : message);
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

    /// <summary>Appends what can be; false when a request did not fit behind the others.</summary>
    private static bool AppendAll(OtapBatchBuilder builder, OtlpBytes bytes, out string? message)
    {
        bool fits = true;
        message = null;
        for (int i = 0; i < bytes.PieceCount; i++)
        {
            AppendResult result = builder.Append(bytes[i].Span);
            if (result.Status == AppendStatus.Full)
            {
                fits = false;
                message ??= $"A batch of {bytes.ItemCount} {bytes.Signal.ItemName()} has more rows than one set of tables holds.";
            }
            else if (result.Message is { } reason)
            {
                message ??= $"A request was valid and could not be decoded: {reason}";
            }
        }

        return fits;
    }

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

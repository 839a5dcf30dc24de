using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Gateway;

/// <summary>
/// Gives memory back to the operating system once nothing has been in flight for a while: a gateway that was busy at
/// noon need not be large at night.
/// </summary>
internal sealed class IdleTrim(SlabPool pool, Action trimReceiver, GatewayLog log, TimeProvider time)
{
    /// <summary>Time between looks; idle at two looks in a row counts as idle.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>Collects what the start left behind, then looks until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // The start allocates megabytes that are never used again; measured, 4 MiB of resident memory less.
        Collect();
        using var timer = new PeriodicTimer(Period, time);
        bool wasIdle = false;
        bool trimmed = true;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                bool idle = pool.LiveSlabs == 0;
                if (idle && wasIdle && !trimmed)
                {
                    Trim();
                    trimmed = true;
                }

                // Blocks in the pool mean that something ran since the last trim.
                trimmed &= pool.RetainedBytes == 0;
                wasIdle = idle;
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void Trim()
    {
        long bytes = pool.RetainedBytes;
        pool.Trim();
        trimReceiver();
        Collect();
        log.Trimmed(ByteSizeText.Approximate(bytes));
    }

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}

using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>
/// From the door to the destinations: open batches, fan-out, queues, retries, and the order in which all of it stops.
/// Made by <see cref="PipelineBuilder"/>.
/// </summary>
/// <remarks>
/// <code>
/// 1. StopAdmission    new requests are refused; those already admitted may still be submitted
/// 2. StopAsync        open batches are sealed; delivery and retries go on, with shortened waits
/// 3. ShutdownTimeout  attempts are cancelled; what is left is counted as lost
/// 4. exporters are flushed and disposed, each within a grace period
/// </code>
/// Thread-safe.
/// </remarks>
public sealed class TelemetryPipeline : IAsyncDisposable
{
    /// <summary>Name of the meter with the instruments of the pipeline.</summary>
    public const string MeterName = "Rotel.Arrow.Pipeline";

    /// <summary>How long a cancelled attempt, a last flush and a disposal may take before they are left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly PipelineParts _parts;
    private Task<ShutdownReport>? _stopping;
    private bool _started;
    private bool _exportersStarted;
    private bool _admits = true;

    internal TelemetryPipeline(PipelineParts parts) => _parts = parts;

    /// <summary>The door, for receivers.</summary>
    public IIngress Ingress => _parts.Ingress;

    /// <summary>The instruments of this pipeline.</summary>
    internal PipelineMetrics Metrics => _parts.Metrics;

    /// <summary>The form of open batches of a signal; Any when no exporter takes it.</summary>
    public PdataForm FormOf(Signal signal) => _parts.Forms[(int)signal];

    /// <summary>What was counted so far.</summary>
    public PipelineStatistics ReadStatistics() => _parts.Statistics.Read();

    /// <summary>Starts the exporters, then opens the door. If one cannot start, all are disposed and its exception is thrown.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_started || _stopping is not null)
            {
                throw new InvalidOperationException("The pipeline can be started once.");
            }

            _started = true;
        }

        try
        {
            foreach (Destination destination in _parts.Destinations)
            {
                await destination.Exporter.StartAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        lock (_lock)
        {
            _exportersStarted = true;
            _parts.Ingress.IsOpen = _admits && _stopping is null;
        }
    }

    /// <summary>Refuses new requests from now on; those already admitted can be submitted until <see cref="StopAsync"/>.</summary>
    public void StopAdmission()
    {
        lock (_lock)
        {
            _admits = false;
            _parts.Ingress.IsOpen = false;
        }
    }

    /// <summary>
    /// Sends everything on its way now (SIGUSR1): seals the open batches, wakes sleeping retries, waits for what was
    /// accepted before the call, and flushes the exporters. Traffic goes on meanwhile.
    /// </summary>
    /// <param name="deadline">Time for all of it. A quarter is kept for the flushing of exporters.</param>
    /// <param name="cancellation">Ends the wait earlier.</param>
    /// <returns>True when all of it was delivered or dropped, and flushed, in time.</returns>
    public async Task<bool> FlushAsync(TimeSpan deadline, CancellationToken cancellation = default)
    {
        using var timeout = new CancellationTokenSource(deadline, _parts.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        SealAll();
        _parts.Lifetime.WakeRetries();
        bool[] done = await Task.WhenAll(_parts.Destinations.Select(
            destination => FlushAsync(destination, destination.Queue.MarkFlush(), deadline * 0.75, linked.Token))).ConfigureAwait(false);
        return !done.Contains(false);
    }

    /// <summary>Stops in the order above. Further calls wait for the first.</summary>
    /// <param name="abort">Gives up delivery at once (a second SIGTERM).</param>
    public async Task<ShutdownReport> StopAsync(CancellationToken abort = default)
    {
        Task<ShutdownReport> stopping;
        lock (_lock)
        {
            _parts.Ingress.IsOpen = false;
            stopping = _stopping ??= Task.Run(StopCoreAsync, CancellationToken.None);
        }

        using CancellationTokenRegistration registration =
            abort.UnsafeRegister(static state => ((DeliveryLifetime)state!).GiveUp(), _parts.Lifetime);
        return await stopping.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task<ShutdownReport> StopCoreAsync()
    {
        // Waits shorten first: a batch that fails right after it was sealed must not sleep past the deadline.
        _parts.Lifetime.BeginDrain(_parts.Options.ShutdownTimeout);
        foreach (SignalIntake intake in _parts.Intakes)
        {
            intake.Close();
        }

        _parts.Timer.Dispose();
        Task drained = Task.WhenAll(_parts.Destinations.Select(static destination => destination.Queue.MarkFlush()));
        if (!await EndsWithinAsync(drained, _parts.Options.ShutdownTimeout).ConfigureAwait(false))
        {
            _parts.Lifetime.GiveUp();
            await EndsWithinAsync(drained, Grace).ConfigureAwait(false);
        }

        // The report comes before the exporters end: a hanging one must not hide what the others did.
        ShutdownReport report = _parts.Statistics.ReadReport();
        await Task.WhenAll(_parts.Destinations.Select(CloseAsync)).ConfigureAwait(false);
        Log(report);
        _parts.Converter.Dispose();
        _parts.Metrics.Dispose();
        return report;
    }

    private void SealAll()
    {
        foreach (SignalIntake intake in _parts.Intakes)
        {
            intake.Seal();
        }
    }

    private async Task<bool> FlushAsync(Destination destination, Task drained, TimeSpan patience, CancellationToken cancellation)
    {
        bool inTime = await EndsWithinAsync(drained, patience, cancellation).ConfigureAwait(false);
        return await TryAsync(destination, "flush", destination.Exporter.FlushAsync, cancellation).ConfigureAwait(false) && inTime;
    }

    private async Task CloseAsync(Destination destination)
    {
        if (_exportersStarted)
        {
            using var flush = new CancellationTokenSource(Grace, _parts.Time);
            await TryAsync(destination, "flush", destination.Exporter.FlushAsync, flush.Token).ConfigureAwait(false);
        }

        using var disposal = new CancellationTokenSource(Grace, _parts.Time);
        await TryAsync(destination, "close", _ => destination.Exporter.DisposeAsync(), disposal.Token).ConfigureAwait(false);
        destination.Queue.DisposeIdleWorkers();
    }

    /// <summary>False, and a line in the log, when the exporter throws or does not end in time.</summary>
    private async Task<bool> TryAsync(
        Destination destination, string what, Func<CancellationToken, ValueTask> action, CancellationToken cancellation)
    {
        try
        {
            await action(cancellation).AsTask().WaitAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception fault)
        {
            _parts.Log.ExporterActionFault(destination.Name, what, fault);
            return false;
        }
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan patience, CancellationToken cancellation = default)
    {
        await task.WaitAsync(patience, _parts.Time, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompletedSuccessfully;
    }

    private void Log(ShutdownReport report)
    {
        foreach (DestinationReport lost in report.Destinations.Where(static destination => destination.UndeliveredItems > 0))
        {
            _parts.Log.Undelivered(lost.Exporter, lost.UndeliveredItems, lost.Signal.ItemName(), lost.UndeliveredBatches);
        }

        if (report.IsClean)
        {
            _parts.Log.StoppedClean();
        }
    }
}

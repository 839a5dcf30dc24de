using Rotel.Arrow.Config;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Gateway.CommandLine;
using Rotel.Arrow.Gateway.Logging;
using Rotel.Arrow.Gateway.Wiring;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Receivers.Otlp;

namespace Rotel.Arrow.Gateway;

/// <summary>
/// The life of the process. Start: exporters, pipeline, receivers, so that nothing arrives before it can leave. Stop,
/// in the other direction: no admission, receivers, pipeline with its exporters.
/// </summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    /// <summary>Time for a flush that SIGUSR1 asks for; delivery goes on after it.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Time for requests whose body is under way when the stop begins; then the pipeline takes no more.</summary>
    private static readonly TimeSpan ReceiveGrace = TimeSpan.FromSeconds(3);

    /// <summary>Time for the last answers once everything is delivered or given up.</summary>
    private static readonly TimeSpan AnswerGrace = TimeSpan.FromSeconds(1);

    private readonly GatewayConfig _config;
    private readonly GatewayLog _log;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _startTimestamp;
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly SlabPool _pool;
    private readonly TelemetryPipeline _pipeline;
    private readonly OtlpReceiver _receiver;
    private bool _stopping;

    private GatewayHost(GatewayConfig config, ILoggerFactory loggers, GatewayLog log)
    {
        _config = config;
        _log = log;
        _startTimestamp = _time.GetTimestamp();
        _pool = new SlabPool(new ByteBudget(config.Memory.TelemetryBytes));
        _pipeline = PipelineWiring.Build(config, _pool, loggers, _time);
        _receiver = new OtlpReceiver(ReceiverWiring.Otlp(config.OtlpReceiver), _pipeline.Ingress, _pool, loggers, _time);
    }

    /// <summary>Runs until a signal stops it and gives the exit code.</summary>
    public static async Task<int> RunAsync(GatewayConfig config, IReadOnlyList<string> warnings)
    {
        using ILoggerFactory loggers = StandardErrorLoggerProvider.CreateFactory(config.Logging);
        var log = new GatewayLog(loggers.CreateLogger("Rotel.Arrow.Gateway"));
        ReportDefects(log);
        log.Starting(ProductVersion.Text, Environment.ProcessId);
        foreach (string warning in warnings)
        {
            log.ConfigWarning(warning);
        }

        try
        {
            await using var host = new GatewayHost(config, loggers, log);
            return await host.RunAsync().ConfigureAwait(false);
        }
        catch (Exception defect)
        {
            log.Unhandled(defect);
            return ExitCode.Failure;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync().ConfigureAwait(false);
        await _pipeline.DisposeAsync().ConfigureAwait(false);
        _pool.Dispose();
        _flushing.Dispose();
    }

    private async Task<int> RunAsync()
    {
        using var signals = new StopSignals(OnStopAsked, OnFlushAsked);
        if (!await StartAsync(signals.Stop).ConfigureAwait(false))
        {
            return ExitCode.Failure;
        }

        await new IdleTrim(_pool, _receiver.TrimIdle, _log, _time).RunAsync(signals.Stop).ConfigureAwait(false);
        return await StopAsync(signals.Abort).ConfigureAwait(false) ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>A defect ends the process, with its reason as the last line; a task that nobody watched does not.</summary>
    private static void ReportDefects(GatewayLog log)
    {
        AppDomain.CurrentDomain.UnhandledException += (_, e) => log.Unhandled(e.ExceptionObject as Exception);
        TaskScheduler.UnobservedTaskException += (_, e) =>
        {
            log.Unobserved(e.Exception);
            e.SetObserved();
        };
    }

    /// <summary>True once everything runs. A stop that is asked for meanwhile is left to the caller.</summary>
    private async Task<bool> StartAsync(CancellationToken stop)
    {
        _log.Memory(ByteSizeText.Approximate(_config.Memory.TelemetryBytes), ByteSizeText.Approximate(_config.Memory.LimitBytes), _config.Memory.Reason);
        foreach ((string signal, IReadOnlyList<string> exporters) in _config.Routes.Named)
        {
            _log.Route(signal, exporters.Count == 0 ? "no exporter and are not accepted" : string.Join(", ", exporters));
        }

        foreach (ParquetExporterConfig parquet in _config.Exporters.OfType<ParquetExporterConfig>())
        {
            _log.ParquetQuery(
                parquet.S3 is null ? Path.GetFullPath(parquet.Directory) : parquet.Location, DurationText.Format(parquet.RollInterval), parquet.Location);
        }

        if (_config.Exporters is [ParquetExporterConfig, SummaryExporterConfig, ..])
        {
            _log.SendOn();
        }

        try
        {
            await _pipeline.StartAsync(stop).ConfigureAwait(false);
            await _receiver.StartAsync(stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception reason)
        {
            _log.CannotStart(reason.Message);
            _log.CannotStartDetails(reason);
            return false;
        }
    }

    /// <summary>Stops in order and reports; true when the stop lost nothing.</summary>
    private async Task<bool> StopAsync(CancellationToken abort)
    {
        using var cutOff = new CancellationTokenSource();
        _receiver.StopAdmission();
        _pipeline.StopAdmission();

        // Senders that wait for delivery are answered by the pipeline's stop, so the receiver's may end after it.
        Task received = _receiver.StopAsync(cutOff.Token);
        await received.WaitAsync(ReceiveGrace, _time, abort).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ShutdownReport report = await _pipeline.StopAsync(abort).ConfigureAwait(false);
        cutOff.CancelAfter(AnswerGrace);
        await received.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        StopReport.Write(_log, _pipeline.ReadStatistics(), report);
        _log.Stopped(DurationText.Format(TimeSpan.FromMilliseconds((long)_time.GetElapsedTime(_startTimestamp).TotalMilliseconds)));
        return report.IsClean;
    }

    private void OnStopAsked(string signal)
    {
        if (Interlocked.Exchange(ref _stopping, true))
        {
            _log.Aborting(signal);
        }
        else
        {
            _log.Stopping(signal, DurationText.Format(_config.ShutdownTimeout));
        }
    }

    private void OnFlushAsked() => _ = FlushAsync();

    private async Task FlushAsync()
    {
        // A flush that runs covers what a second signal asks for but for the last moments; it need not run twice.
        if (!_flushing.Wait(0))
        {
            return;
        }

        try
        {
            if (await _pipeline.FlushAsync(FlushTimeout).ConfigureAwait(false))
            {
                _log.Flushed();
            }
            else
            {
                _log.FlushIncomplete(DurationText.Format(FlushTimeout));
            }
        }
        finally
        {
            _flushing.Release();
        }
    }
}

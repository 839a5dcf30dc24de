using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Gateway.CommandLine;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>
/// <c>rotel-arrow generate</c>: plays requests to the shop and sends what they leave behind, one message after the
/// other, through the OTLP exporter. Ctrl+C ends it with the summary of what was sent.
/// </summary>
internal sealed class GenerateCommand : IAsyncDisposable
{
    /// <summary>Metrics are collected every so many requests.</summary>
    private const int RequestsACollection = 100;

    /// <summary>Requests of --count are spread over this time before now.</summary>
    private const long SpreadNanos = 60_000_000_000;

    private const int MaxAttempts = 8;

    /// <summary>Attempts when nothing listens: a gateway that is just being started listens within these.</summary>
    private const int MaxConnects = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private readonly GenerateOptions _options;
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly SlabPool _pool = new(new ByteBudget(64 << 20));
    private readonly PooledPdataConverter _converter;
    private readonly OtlpExporter _exporter;
    private readonly ShopSimulation _shop;
    private readonly ShopMetrics _metrics;
    private readonly List<GeneratedSpan> _spans = [];
    private readonly List<GeneratedLog> _logs = [];
    private readonly long[] _sent = new long[SignalNames.Count];
    private long _startUnixNanos;

    private GenerateCommand(GenerateOptions options, TextWriter output, TextWriter error)
    {
        _options = options;
        _output = output;
        _error = error;
        _converter = new PooledPdataConverter(_pool);
        var destination = new OtlpDestinationOptions
        {
            Endpoint = options.Endpoint, Protocol = options.Protocol, Compression = OtlpCompression.None, RequestTimeout = TimeSpan.FromSeconds(30),
        };
        _exporter = new OtlpExporter("generate", OtlpExporterOptions.ForAll(destination), _pool, TimeProvider.System, NullLogger.Instance);
        _shop = new ShopSimulation(new SeededSource(options.Seed));
        _startUnixNanos = Now() - (options.Duration is null ? SpreadNanos : 0);
        _metrics = new ShopMetrics(new SeededSource(~options.Seed), _startUnixNanos);
    }

    /// <summary>Runs to its end and gives the exit code: a failure when something could not be sent.</summary>
    public static async Task<int> RunAsync(GenerateOptions options, TextWriter output, TextWriter error)
    {
        using var signals = new StopSignals(static _ => { }, static () => { });
        await using var command = new GenerateCommand(options, output, error);
        return await command.RunAsync(signals.Stop).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _exporter.DisposeAsync().ConfigureAwait(false);
        _converter.Dispose();
        _pool.Dispose();
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        long started = TimeProvider.System.GetTimestamp();
        await _exporter.StartAsync(stop).ConfigureAwait(false);
        string? failure;
        try
        {
            failure = _options.Duration is { } duration
                ? await PlayForAsync(duration, stop).ConfigureAwait(false)
                : await PlayCountAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            failure = null;
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        _output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"sent {_sent[(int)Signal.Traces]} spans, {_sent[(int)Signal.Logs]} log records and {_sent[(int)Signal.Metrics]} data points to "
            + $"{_options.Endpoint.Display} in {took.TotalSeconds:0.0} s (seed {_options.Seed})\n"));
        if (failure is not null)
        {
            _error.Write($"rotel-arrow generate: {failure}\n");
        }

        return failure is null ? ExitCode.Success : ExitCode.Failure;
    }

    private async Task<string?> PlayCountAsync(CancellationToken stop)
    {
        for (int i = 0; i < _options.Count; i++)
        {
            long at = _startUnixNanos + (long)(SpreadNanos * ((double)i / _options.Count));
            if (await PlayAsync(i, at, stop).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        return await SendRestAsync(stop).ConfigureAwait(false);
    }

    private async Task<string?> PlayForAsync(TimeSpan duration, CancellationToken stop)
    {
        long started = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick);
        int played = 0;
        for (TimeSpan elapsed = TimeSpan.Zero; elapsed < duration; elapsed = TimeProvider.System.GetElapsedTime(started))
        {
            long due = Math.Min((long)(elapsed.TotalSeconds * _options.Rate) + 1, GenerateOptions.MaxRequests);
            for (; played < due; played++)
            {
                if (await PlayAsync(played, Now(), stop).ConfigureAwait(false) is { } failure)
                {
                    return failure;
                }
            }

            await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }

        return await SendRestAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Plays one request and sends what became full. Gives what went wrong, or null.</summary>
    private async Task<string?> PlayAsync(int number, long unixNanos, CancellationToken stop)
    {
        (IReadOnlyList<GeneratedSpan> spans, IReadOnlyList<GeneratedLog> logs) = _shop.Play(unixNanos);
        foreach (GeneratedSpan span in spans)
        {
            _metrics.Observe(span);
            if (_options.Signals.Contains(Signal.Traces))
            {
                _spans.Add(span);
            }
        }

        if (_options.Signals.Contains(Signal.Logs))
        {
            _logs.AddRange(logs);
        }

        string? failure = null;
        if (_spans.Count >= _options.BatchItems)
        {
            failure = await SendSpansAsync(stop).ConfigureAwait(false);
        }

        if (failure is null && _logs.Count >= _options.BatchItems)
        {
            failure = await SendLogsAsync(stop).ConfigureAwait(false);
        }

        if (failure is null && (number + 1) % RequestsACollection == 0)
        {
            failure = await SendMetricsAsync(unixNanos, stop).ConfigureAwait(false);
        }

        return failure;
    }

    private async Task<string?> SendRestAsync(CancellationToken stop) =>
        await SendSpansAsync(stop).ConfigureAwait(false)
        ?? await SendLogsAsync(stop).ConfigureAwait(false)
        ?? await SendMetricsAsync(Now(), stop).ConfigureAwait(false);

    private async Task<string?> SendSpansAsync(CancellationToken stop)
    {
        for (int at = 0; at < _spans.Count; at += _options.BatchItems)
        {
            List<GeneratedSpan> part = _spans.GetRange(at, Math.Min(_options.BatchItems, _spans.Count - at));
            if (await SendAsync(TelemetryMessage.OfSpans(part, _pool), stop).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        _spans.Clear();
        return null;
    }

    private async Task<string?> SendLogsAsync(CancellationToken stop)
    {
        for (int at = 0; at < _logs.Count; at += _options.BatchItems)
        {
            List<GeneratedLog> part = _logs.GetRange(at, Math.Min(_options.BatchItems, _logs.Count - at));
            if (await SendAsync(TelemetryMessage.OfLogs(part, _pool), stop).ConfigureAwait(false) is { } failure)
            {
                return failure;
            }
        }

        _logs.Clear();
        return null;
    }

    private async Task<string?> SendMetricsAsync(long unixNanos, CancellationToken stop) =>
        _options.Signals.Contains(Signal.Metrics) ? await SendAsync(_metrics.Collect(unixNanos, _pool), stop).ConfigureAwait(false) : null;

    /// <summary>Sends a message, again while the answer says so. Gives why it was given up, or null.</summary>
    private async Task<string?> SendAsync(OtlpBytes bytes, CancellationToken stop)
    {
        var batch = new PdataBatch(bytes, _converter);
        try
        {
            TimeSpan wait = FirstWait;
            for (int attempt = 1; ; attempt++)
            {
                Outcome outcome = await _exporter.ExportAsync(batch, stop).ConfigureAwait(false);
                if (outcome.Kind == OutcomeKind.Ack && outcome.RejectedItems == 0)
                {
                    _sent[(int)batch.Signal] += batch.ItemCount;
                    return null;
                }

                if (outcome.Kind != OutcomeKind.RetryableNack
                    || attempt >= (outcome.Cause == NackCause.DestinationUnreachable ? MaxConnects : MaxAttempts))
                {
                    return Explain(outcome);
                }

                await Task.Delay(outcome.RetryAfter is { } asked && asked < LongestWait ? asked : wait, stop).ConfigureAwait(false);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
        finally
        {
            batch.Release();
        }
    }

    private string Explain(Outcome outcome) => outcome.Cause switch
    {
        NackCause.DestinationUnreachable =>
            $"nothing listens at {_options.Endpoint.Display}: start a gateway (rotel-arrow start), or name another with --endpoint",
        _ when outcome.Kind == OutcomeKind.Ack => $"{_options.Endpoint.Display} rejected {outcome.RejectedItems} items: {outcome.Message}",
        _ => $"{_options.Endpoint.Display} did not take it: {outcome.Message}",
    };

    private static long Now() => (TimeProvider.System.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}

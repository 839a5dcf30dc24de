using Microsoft.Extensions.Logging;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Exporters;

/// <summary>
/// Counts what arrives and prints a short report each interval, and totals at the end: what
/// <c>rotel-arrow start</c> shows when no exporter is configured.
/// </summary>
/// <remarks>
/// Reports are made under the lock that batches are counted under, and printed outside of it: output that does not
/// move delays reports, never batches.
/// </remarks>
public sealed class SummaryExporter : IExporter
{
    /// <summary>How long the last report may take to print when the process ends.</summary>
    private static readonly TimeSpan s_lastReportTimeout = TimeSpan.FromSeconds(2);

    private readonly SummaryExporterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SummaryExporterMetrics _metrics;
    private readonly Lock _lock = new();
    private readonly Lock _output = new();
    private readonly SummaryCounts _counts;
    private ITimer? _timer;
    private long _started;
    private long _lastReport;
    private int _reporting;
    private bool _outputFails;

    /// <param name="name">The name the user configured.</param>
    /// <param name="options">Validated options.</param>
    /// <param name="time">Runs the interval, and gives the time of a report.</param>
    /// <param name="logger">Where failing output is reported.</param>
    public SummaryExporter(string name, SummaryExporterOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Interval, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TopServices, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxServices, options.TopServices);
        ArgumentOutOfRangeException.ThrowIfNegative(options.SlowestSpans);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxNameBytes, 8);
        Name = name;
        _options = options;
        _time = time;
        _logger = logger;
        _metrics = new SummaryExporterMetrics(name);
        _counts = new SummaryCounts(options);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.Any;

    /// <inheritdoc/>
    public int MaxConcurrency => 1;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        _started = _time.GetTimestamp();
        _lastReport = _started;
        _timer = _time.CreateTimer(static state => ((SummaryExporter)state!).Report(), this, _options.Interval, _options.Interval);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _counts.Add(batch);
        }

        _metrics.Counted(batch.Signal, batch.ItemCount);
        return new ValueTask<Outcome>(Outcome.Ack);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_timer is not null)
        {
            await _timer.DisposeAsync().ConfigureAwait(false);
            Task last = Task.Run(() => Print(MakeTotal()));
            try
            {
                await last.WaitAsync(s_lastReportTimeout).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                SummaryExporterLog.OutputFailed(_logger, Name, "the output takes no text.");
            }
        }

        _metrics.Dispose();
    }

    private void Report()
    {
        // A report that is still being printed when the next one is due makes that one wait for the following tick.
        if (Interlocked.Exchange(ref _reporting, 1) == 1)
        {
            return;
        }

        try
        {
            Print(MakeReport());
        }
        catch (Exception exception)
        {
            // On a timer's thread an exception would end the process, and a summary is not worth that.
            SummaryExporterLog.ReportFailed(_logger, exception, Name);
        }
        finally
        {
            Volatile.Write(ref _reporting, 0);
        }
    }

    private string? MakeReport()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            TimeSpan elapsed = _time.GetElapsedTime(_lastReport, now);
            _lastReport = now;
            if (_counts.Interval.IsEmpty)
            {
                return null;
            }

            string text = SummaryReport.OfInterval(_counts, _options, _time.GetLocalNow(), elapsed);
            _counts.EndInterval();
            return text;
        }
    }

    private string? MakeTotal()
    {
        lock (_lock)
        {
            _counts.EndInterval();
            return _counts.Total.IsEmpty
                ? null
                : SummaryReport.OfTotal(_counts, _options, _time.GetElapsedTime(_started));
        }
    }

    private void Print(string? text)
    {
        if (text is null)
        {
            return;
        }

        lock (_output)
        {
            try
            {
                _options.Output.Write(text);
                _options.Output.Flush();
                _outputFails = false;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                if (!_outputFails)
                {
                    _outputFails = true;
                    SummaryExporterLog.OutputFailed(_logger, Name, exception.Message);
                }
            }
        }
    }
}

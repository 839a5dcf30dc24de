using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Exporters.ClickHouse.Blocks;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// Inserts batches into ClickHouse, columns to columns. README.md in this folder states options, limits, metrics and
/// the contract of acknowledgement; docs/clickhouse.md is for users.
/// </summary>
public sealed class ClickHouseExporter : IExporter
{
    private readonly ClickHouseExporterOptions _options;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly ClickHouseExporterLog _log;
    private readonly ClickHouseExporterMetrics _metrics;
    private readonly ConditionalWeakTable<PdataBatch, ClickHouseInsertProgress> _progress = [];
    private readonly string _run = Guid.NewGuid().ToString("N");
    private ClickHouseClient? _client;
    private ClickHouseInserter? _inserter;
    private long _batches;

    /// <param name="name">Name of the exporter in logs and metrics.</param>
    /// <param name="options">Where to send; see <see cref="ClickHouseExporterOptions.Validate"/>.</param>
    /// <param name="pool">Where bodies are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where oddities are told.</param>
    /// <exception cref="ArgumentException">The options do not validate; the message lists every error.</exception>
    public ClickHouseExporter(string name, ClickHouseExporterOptions options, SlabPool pool, TimeProvider time, ILogger logger)
    {
        IReadOnlyList<string> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join('\n', errors), nameof(options));
        }

        Name = name;
        _options = options;
        _pool = pool;
        _time = time;
        _log = new ClickHouseExporterLog(logger, time, name);
        _metrics = new ClickHouseExporterMetrics(name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.OtapTables;

    /// <inheritdoc/>
    public int MaxConcurrency => _options.MaxConcurrency;

    /// <summary>Loads certificates. Nothing is connected: the server may come up later.</summary>
    /// <exception cref="Transport.TransportOptionException">A TLS option cannot be used.</exception>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        _client = new ClickHouseClient(_options, _pool, _time);
        var sender = new ClickHouseSender(_client, new ClickHouseEndpoints(_options.Endpoints, _time), _log);
        _inserter = new ClickHouseInserter(_options, new ClickHouseTables(_options, sender, _time, _log), sender, _metrics, _pool, _time);
        foreach (HttpEndpoint endpoint in _options.Endpoints)
        {
            if (_options.Tls.IsSet && !endpoint.IsSecure)
            {
                _log.TlsWithoutHttps(endpoint.Display);
            }
            else if (_options.Tls.SkipVerify)
            {
                _log.NotVerified(endpoint.Display);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation)
    {
        OtapBatch tables = batch.AsOtap();
        ClickHouseInsertProgress progress = _progress.GetValue(batch, _ => new ClickHouseInsertProgress(NextToken()));
        List<TableRows> parts = TableRows.Of(tables);
        parts.RemoveAll(part => progress.IsDone(part));
        var inserts = new Task<ClickHouseAnswer>[parts.Count];
        for (int i = 0; i < inserts.Length; i++)
        {
            inserts[i] = InsertAsync(tables, parts[i], progress, cancellation);
        }

        ClickHouseAnswer[] answers = await Task.WhenAll(inserts).ConfigureAwait(false);
        return Judge(parts, answers);
    }

    /// <summary>Closes the connections. No export may be running.</summary>
    public ValueTask DisposeAsync()
    {
        _inserter?.Dispose();
        _client?.Dispose();
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A retry before a refusal: only then is nothing lost. When some tables took their rows and others refused theirs
    /// for good, the batch is taken, without those rows.
    /// </summary>
    private Outcome Judge(List<TableRows> parts, ClickHouseAnswer[] answers)
    {
        int refused = -1, taken = 0;
        long refusedRows = 0;
        for (int i = 0; i < answers.Length; i++)
        {
            switch (answers[i].Kind)
            {
                case ClickHouseAnswerKind.Retry:
                    return answers[i].ToOutcome();
                case ClickHouseAnswerKind.Refused:
                    refused = i;
                    refusedRows += parts[i].Rows.Count;
                    break;
                default:
                    taken++;
                    break;
            }
        }

        if (refused < 0)
        {
            return Outcome.Ack;
        }

        if (taken == 0)
        {
            return answers[refused].ToOutcome();
        }

        _log.PartRefused(_options.TablePrefix + parts[refused].Kind.Suffix(), (int)refusedRows, answers[refused].Text);
        return new Outcome(OutcomeKind.Ack, NackCause.None, answers[refused].Text, RejectedItems: refusedRows);
    }

    private async Task<ClickHouseAnswer> InsertAsync(
        OtapBatch tables, TableRows part, ClickHouseInsertProgress progress, CancellationToken cancellation)
    {
        try
        {
            ClickHouseAnswer answer = await _inserter!.InsertAsync(tables, part, progress.TokenOf(part), cancellation).ConfigureAwait(false);
            if (answer.Kind == ClickHouseAnswerKind.Accepted)
            {
                progress.Done(part);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            // While it waited for the question about the table.
            return ClickHouseRetryPolicy.FromTimeout(_options.Endpoints[0], "questions about its tables");
        }
    }

    private string NextToken() => string.Create(CultureInfo.InvariantCulture, $"rotel-{_run}-{Interlocked.Increment(ref _batches)}");
}

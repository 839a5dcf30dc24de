using Microsoft.Extensions.Logging;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Sends batches as OTLP over gRPC or HTTP. README.md in this folder states options, limits, metrics and the
/// contract of acknowledgement.
/// </summary>
public sealed class OtlpExporter : IExporter
{
    private readonly OtlpExporterOptions _options;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly OtlpExporterLog _log;
    private readonly OtlpExporterMetrics _metrics;
    private readonly OtlpSignalSender?[] _senders = new OtlpSignalSender?[SignalNames.Count];
    private readonly Dictionary<HttpHandlerOptions, HttpMessageInvoker> _connections = [];

    /// <param name="name">Name of the exporter in logs and metrics.</param>
    /// <param name="options">Where to send; see <see cref="OtlpExporterOptions.Validate"/>.</param>
    /// <param name="pool">Where compressed and converted bodies are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where oddities are told.</param>
    /// <exception cref="ArgumentException">The options do not validate; the message lists every error.</exception>
    public OtlpExporter(string name, OtlpExporterOptions options, SlabPool pool, TimeProvider time, ILogger logger)
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
        _log = new OtlpExporterLog(logger, time, name);
        _metrics = new OtlpExporterMetrics(name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public PdataForm PreferredForm => PdataForm.OtlpBytes;

    /// <inheritdoc/>
    public int MaxConcurrency => _options.MaxConcurrency;

    /// <summary>Loads certificates and makes the connection pools. Nothing is connected: a peer may come up later.</summary>
    /// <exception cref="Transport.TransportOptionException">A TLS option cannot be used.</exception>
    public ValueTask StartAsync(CancellationToken cancellation)
    {
        foreach (Signal signal in (ReadOnlySpan<Signal>)[Signal.Traces, Signal.Logs, Signal.Metrics])
        {
            if (_options.For(signal) is { } target)
            {
                _senders[(int)signal] = CreateSender(new OtlpDestination(signal, target));
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome> ExportAsync(PdataBatch batch, CancellationToken cancellation) =>
        _senders[(int)batch.Signal] is { } sender
            ? sender.ExportAsync(batch, cancellation)
            : ValueTask.FromResult(Outcome.Permanent(
                NackCause.DestinationRejected, $"{Name} has no endpoint for {batch.Signal.Name()}"));

    /// <summary>Closes the connections. No export may be running.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (HttpMessageInvoker connection in _connections.Values)
        {
            connection.Dispose();
        }

        _connections.Clear();
        _metrics.Dispose();
        return ValueTask.CompletedTask;
    }

    private OtlpSignalSender CreateSender(OtlpDestination destination)
    {
        WarnAboutOptions(destination);
        var context = new OtlpClientContext(ConnectionsFor(destination), _pool, _options, _time, _log);
        OtlpClient client = destination.Options.Protocol == OtlpProtocol.Grpc
            ? new OtlpGrpcClient(destination, context)
            : new OtlpHttpClient(destination, context);
        return new OtlpSignalSender(
            destination, client, new OtlpRequestBuilder(destination, _pool, _options), context, _metrics);
    }

    /// <summary>Signals with the same connection settings share a pool, and so HTTP/2 connections.</summary>
    private HttpMessageInvoker ConnectionsFor(OtlpDestination destination)
    {
        var settings = new HttpHandlerOptions
        {
            Tls = destination.Options.Tls,
            PoolIdleTimeout = destination.Options.PoolIdleTimeout,
            MaxConnectionsPerHost = destination.Options.PoolMaxConnections,

            // A proxy of the environment is meant for the way out of a network, which is encrypted; h2c has none.
            UseProxy = destination.Target.IsSecure,
        };
        if (!_connections.TryGetValue(settings, out HttpMessageInvoker? connections))
        {
            connections = new HttpMessageInvoker(HttpHandlerFactory.Create(settings), disposeHandler: true);
            _connections.Add(settings, connections);
        }

        return connections;
    }

    private void WarnAboutOptions(OtlpDestination destination)
    {
        if (destination.Options.Tls.IsSet && !destination.Target.IsSecure)
        {
            _log.TlsWithoutHttps(destination);
        }
        else if (destination.Options.Tls.SkipVerify)
        {
            _log.NotVerified(destination);
        }

        if (destination.Options.Protocol == OtlpProtocol.Grpc && destination.Options.Endpoint.HasPath)
        {
            _log.PathIgnored(destination);
        }
    }
}

using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Receivers.Otap;
using Rotel.Arrow.Transport;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Receives OTLP over gRPC and HTTP, and OTAP beside OTLP/gRPC on its port, and submits it to the pipeline.
/// <code>
/// StartAsync -> listening -> StopAdmission -> StopAsync -> DisposeAsync
///                            new requests     listeners closed, requests under way
///                            are refused      answered until the deadline, then cut
/// </code>
/// </summary>
/// <remarks>Start and stop are called once each, by one thread at a time; the rest is thread-safe.</remarks>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly OtlpReceiverOptions _options;
    private readonly IIngress _ingress;
    private readonly SlabPool _pool;
    private readonly ILoggerFactory _loggers;
    private readonly TimeProvider _time;
    private readonly AdmissionGate _gate = new();
    private readonly ReceiveBlocks _blocks = new();
    private readonly OpenCalls _openCalls = new();
    private readonly OtlpHealthService _health;
    private readonly OtlpReceiverMetrics _metrics = new();
    private readonly OtlpReceiverLog _log;
    private readonly OtapReceiverMetrics _otapMetrics = new();
    private readonly OtapReceiverLog _otapLog;
    private readonly Dictionary<Signal, OtapStreamReceiver> _otap = [];
    private readonly List<Signal> _signals = [];
    private WebApplication? _app;

    /// <param name="options">Checked here.</param>
    /// <param name="ingress">Where requests go; which signals it takes is asked once, at the start.</param>
    /// <param name="pool">Where decompressed bodies are put: the pool of the ingress, so that one budget counts all.</param>
    /// <param name="loggers">For the receiver's lines and the web server's warnings.</param>
    /// <param name="time">For deadlines and quiet times.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message names every problem.</exception>
    public OtlpReceiver(OtlpReceiverOptions options, IIngress ingress, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        IReadOnlyList<string> problems = options.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(options));
        }

        _options = options;
        _ingress = ingress;
        _pool = pool;
        _loggers = loggers;
        _time = time;
        _health = new OtlpHealthService(_openCalls);
        _log = new OtlpReceiverLog(loggers.CreateLogger(OtlpReceiverMetrics.MeterName), time);
        _otapLog = new OtapReceiverLog(loggers.CreateLogger(OtapReceiverMetrics.MeterName), time);
    }

    /// <summary>Where gRPC listens, with the real port; null before the start and when it is off.</summary>
    public IPEndPoint? GrpcEndPoint { get; private set; }

    /// <summary>Where HTTP listens, with the real port; null before the start and when it is off.</summary>
    public IPEndPoint? HttpEndPoint { get; private set; }

    /// <summary>Leaves the buffers that connections do not need now to the collector: for a gateway that has become idle.</summary>
    public void TrimIdle() => _blocks.Trim();

    /// <summary>What came in so far, for each transport and signal.</summary>
    public IReadOnlyList<OtlpReceiverStatistics> Statistics => _metrics.Read();

    /// <summary>Where its instruments are.</summary>
    internal Meter Meter => _metrics.Meter;

    /// <summary>Where the instruments of OTAP are.</summary>
    internal Meter OtapMeter => _otapMetrics.Meter;

    /// <summary>Binds the listeners and begins to take requests.</summary>
    /// <exception cref="TransportOptionException">An address or a TLS file cannot be used; names the option and the fix.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var grpcExport = new OtlpExport(_ingress, _pool, _options.GrpcMaxMessageBytes, _gate, _time);
        var httpExport = new OtlpExport(_ingress, _pool, _options.HttpMaxMessageBytes, _gate, _time);
        var grpc = new Dictionary<Signal, OtlpGrpcReceiver>();
        var http = new Dictionary<Signal, OtlpHttpReceiver>();
        foreach (Signal signal in (Signal[])[Signal.Traces, Signal.Metrics, Signal.Logs])
        {
            if (_ingress.Accepts(signal) && !_options.DisabledSignals.Contains(signal))
            {
                _signals.Add(signal);
                grpc.Add(signal, new OtlpGrpcReceiver(signal, grpcExport, _metrics, _log));
                if (_options.Http is not null)
                {
                    http.Add(signal, new OtlpHttpReceiver(signal, httpExport, _metrics, _log));
                }
            }
        }

        if (_options is { Grpc: not null, Otap: { } otap })
        {
            foreach (Signal signal in _signals)
            {
                _otap.Add(signal, new OtapStreamReceiver(
                    signal, otap, _ingress, _pool, _options.GrpcMaxMessageBytes, _otapMetrics, _otapLog, _time));
            }
        }

        var host = new OtlpReceiverHost(_options, _blocks, _log, _time);
        _app = host.Build(grpc, http, _otap, _health, _openCalls, _loggers);
        _health.Set(serving: true, _signals);
        await _app.StartAsync(cancellation).ConfigureAwait(false);
        GrpcEndPoint = host.GrpcListener?.IPEndPoint;
        HttpEndPoint = host.HttpListener?.IPEndPoint;
        if (GrpcEndPoint is not null)
        {
            _log.GrpcListening(GrpcEndPoint.ToString());
        }

        if (HttpEndPoint is not null)
        {
            _log.HttpListening(HttpEndPoint.ToString());
        }
    }

    /// <summary>
    /// Begins to stop: health says NOT_SERVING, new requests are refused as retryable (UNAVAILABLE, 503), requests whose
    /// body is under way go on. The listeners stay open, so that load balancers and clients hear of it.
    /// </summary>
    public void StopAdmission()
    {
        if (_gate.IsClosed)
        {
            return;
        }

        _gate.Close();
        _health.Set(serving: false, _signals);
        foreach (OtapStreamReceiver receiver in _otap.Values)
        {
            receiver.Stop();
        }

        _log.AdmissionStopped();
    }

    /// <summary>
    /// Closes the listeners, waits until the requests under way are answered, and closes the connections. When
    /// <paramref name="deadline"/> is cancelled, what is left is cut off: reading bodies ends, senders see a broken
    /// connection and may resend.
    /// </summary>
    public async Task StopAsync(CancellationToken deadline)
    {
        StopAdmission();
        if (_app is not null)
        {
            _openCalls.Stop();
            await _app.StopAsync(deadline).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync().ConfigureAwait(false);
            _app = null;
        }

        foreach (OtapStreamReceiver receiver in _otap.Values)
        {
            receiver.Dispose();
        }

        _otap.Clear();
        _otapMetrics.Dispose();
        _metrics.Dispose();
    }
}

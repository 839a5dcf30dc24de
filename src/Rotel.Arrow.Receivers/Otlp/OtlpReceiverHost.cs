using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Receivers.Otap;
using Rotel.Arrow.Transport;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Builds the web application: Kestrel with both listeners and its limits, Grpc.AspNetCore, the routes. Nothing is read
/// from configuration files, environment variables or the command line, and no signal handler is installed: what the
/// options say is all there is.
/// </summary>
internal sealed class OtlpReceiverHost(OtlpReceiverOptions options, ReceiveBlocks blocks, OtlpReceiverLog log, TimeProvider time)
{
    private static readonly TimeSpan s_pingTimeout = TimeSpan.FromSeconds(20);

    private readonly Dictionary<EndPoint, string> _optionOf = [];

    /// <summary>The first gRPC listener; its port is the real one after the start. Null when gRPC is off.</summary>
    internal ListenOptions? GrpcListener { get; private set; }

    /// <summary>The first HTTP listener.</summary>
    internal ListenOptions? HttpListener { get; private set; }

    /// <summary>Builds; nothing listens yet.</summary>
    /// <exception cref="TransportOptionException">An address or a TLS file cannot be used.</exception>
    internal WebApplication Build(
        IReadOnlyDictionary<Signal, OtlpGrpcReceiver> grpc,
        IReadOnlyDictionary<Signal, OtlpHttpReceiver> http,
        IReadOnlyDictionary<Signal, OtapStreamReceiver> otap,
        OtlpHealthService health,
        OpenCalls openCalls,
        ILoggerFactory loggers)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore();
        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(Configure);
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = Bind);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(blocks);
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Logging.AddProvider(new ServerLog(loggers, time)).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRouting();
        if (options.Grpc is not null)
        {
            // Its catch-all routes for unknown services would make every match a choice between candidates, which
            // allocates half a kilobyte a request; UnknownPath gives the same answer.
            builder.Services.AddGrpc(grpcOptions => grpcOptions.IgnoreUnknownServices = true);
            builder.Services.AddSingleton(health);
            builder.Services.AddSingleton(_ => new OtlpReflectionService(OtlpDescriptors.Of(grpc.Keys), openCalls));
            builder.Services.AddSingleton(_ => new OtlpReflectionAlphaService(OtlpDescriptors.Of(grpc.Keys), openCalls));
            Register<OtlpTraceService>(builder.Services, Signal.Traces, grpc);
            Register<OtlpMetricsService>(builder.Services, Signal.Metrics, grpc);
            Register<OtlpLogsService>(builder.Services, Signal.Logs, grpc);
            RegisterOtap<OtapTracesService>(builder.Services, Signal.Traces, otap);
            RegisterOtap<OtapMetricsService>(builder.Services, Signal.Metrics, otap);
            RegisterOtap<OtapLogsService>(builder.Services, Signal.Logs, otap);
        }

        WebApplication app = builder.Build();
        if (options.Grpc is not null)
        {
            app.MapGrpcService<OtlpHealthService>();
            app.MapGrpcService<OtlpReflectionService>();
            app.MapGrpcService<OtlpReflectionAlphaService>();
            Map<OtlpTraceService, OtlpGrpcReceiver>(app, Signal.Traces, grpc);
            Map<OtlpMetricsService, OtlpGrpcReceiver>(app, Signal.Metrics, grpc);
            Map<OtlpLogsService, OtlpGrpcReceiver>(app, Signal.Logs, grpc);
            Map<OtapTracesService, OtapStreamReceiver>(app, Signal.Traces, otap);
            Map<OtapMetricsService, OtapStreamReceiver>(app, Signal.Metrics, otap);
            Map<OtapLogsService, OtapStreamReceiver>(app, Signal.Logs, otap);
        }

        foreach ((Signal signal, OtlpHttpReceiver receiver) in http)
        {
            app.Map(options.PathOf(signal), receiver.InvokeAsync);
        }

        app.Use(static next => context => context.GetEndpoint() is null ? UnknownPath.AnswerAsync(context) : next(context));
        return app;
    }

    private static void Register<[DynamicallyAccessedMembers(OtlpServices.Members)] TService>(
        IServiceCollection services, Signal signal, IReadOnlyDictionary<Signal, OtlpGrpcReceiver> receivers)
        where TService : class
    {
        if (receivers.TryGetValue(signal, out OtlpGrpcReceiver? receiver))
        {
            services.AddSingleton<IServiceMethodProvider<TService>>(new ExportMethod<TService>(signal, receiver.InvokeAsync));
        }
    }

    private static void RegisterOtap<[DynamicallyAccessedMembers(OtapServices.Members)] TService>(
        IServiceCollection services, Signal signal, IReadOnlyDictionary<Signal, OtapStreamReceiver> receivers)
        where TService : class
    {
        if (receivers.TryGetValue(signal, out OtapStreamReceiver? receiver))
        {
            services.AddSingleton<IServiceMethodProvider<TService>>(new OtapMethod<TService>(signal, receiver.InvokeAsync));
        }
    }

    private static void Map<[DynamicallyAccessedMembers(OtlpServices.Members)] TService, TReceiver>(
        WebApplication app, Signal signal, IReadOnlyDictionary<Signal, TReceiver> receivers)
        where TService : class
    {
        if (receivers.ContainsKey(signal))
        {
            app.MapGrpcService<TService>();
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        Limit(kestrel.Limits);
        if (options.Grpc is not null && options.Http is not null && SharesPort(options.Grpc, options.Http))
        {
            GrpcListener = HttpListener = Listen(kestrel, options.Grpc, HttpProtocols.Http1AndHttp2);
            return;
        }

        GrpcListener = options.Grpc is null ? null : Listen(kestrel, options.Grpc, HttpProtocols.Http2);
        HttpListener = options.Http is null ? null : Listen(kestrel, options.Http, HttpProtocols.Http1AndHttp2);
    }

    /// <summary>collector.md 5.2 says why each of these is bounded. Body sizes are ours to hold, in words of OTLP.</summary>
    private void Limit(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.MaxRequestBodySize = null;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaders;
        limits.KeepAliveTimeout = options.IdleTimeout;
        limits.MinRequestBodyDataRate = options.MinBodyBytesPerSecond == 0
            ? null
            : new MinDataRate(options.MinBodyBytesPerSecond, options.MinBodyRateGrace);
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.HeaderTableSize = 4096;
        limits.Http2.MaxRequestHeaderFieldSize = Math.Min(options.MaxHeaderBytes, 16 << 10);
        limits.Http2.InitialStreamWindowSize = options.StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = options.ConnectionWindowBytes;
        limits.Http2.KeepAlivePingDelay = options.PingInterval;
        limits.Http2.KeepAlivePingTimeout = s_pingTimeout;
    }

    private static bool SharesPort(OtlpListenAddress one, OtlpListenAddress other) =>
        one.Port != 0 && one.Port == other.Port && one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    private ListenOptions Listen(KestrelServerOptions kestrel, OtlpListenAddress address, HttpProtocols protocols)
    {
        ListenOptions? first = null;
        foreach (IPEndPoint endPoint in address.Resolve())
        {
            _optionOf[endPoint] = address.Option;
            kestrel.Listen(endPoint, listener =>
            {
                first ??= listener;
                Configure(listener, protocols);
            });
        }

        if (options.Tls is null && !address.IsLoopback)
        {
            log.PlainTextOffLoopback(address.Option, address.ToString());
        }

        return first!;
    }

    private void Configure(ListenOptions listener, HttpProtocols protocols)
    {
        listener.Protocols = protocols;
        if (options.MaxConnectionAge is { } age)
        {
            listener.Use(next => ConnectionAge.Limit(next, age, time));
        }

        if (options.Tls is not null)
        {
            List<SslApplicationProtocol> offered = protocols == HttpProtocols.Http2
                ? [SslApplicationProtocol.Http2]
                : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
            var tls = new TlsServerAuthentication(options.Tls, offered, time, failure => log.TlsReloadFailed(failure.Message));
            listener.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(tls.Current()),
                HandshakeTimeout = options.HeaderTimeout,
            });
        }
        else if (protocols == HttpProtocols.Http1AndHttp2)
        {
            listener.Use(next => CleartextHttp2.Detect(next, options.HeaderTimeout));
        }
    }

    /// <summary>Binds a listener; a failure names the option and the fix.</summary>
    private Socket Bind(EndPoint endPoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        }
        catch (SocketException error)
        {
            string option = _optionOf.GetValueOrDefault(endPoint, "the OTLP receiver");
            string fix = error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"{endPoint} is already in use; stop the other program or choose another port",
                SocketError.AccessDenied =>
                    $"this user may not listen on {endPoint}; choose a port from 1024 on or grant the right to bind low ports",
                SocketError.AddressNotAvailable =>
                    $"{endPoint} is not an address of this machine; use localhost, one of its addresses, or 0.0.0.0 for all interfaces",
                _ => $"cannot listen on {endPoint}: {error.Message}",
            };
            throw new TransportOptionException(option, fix, error);
        }
    }

    /// <summary>The process decides when this host ends; signals are not its business.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using Rotel.Arrow.Receivers.Otap;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>What the OTLP receiver is told before it starts. Sizes are bytes.</summary>
public sealed record OtlpReceiverOptions
{
    /// <summary>Where OTLP/gRPC listens; null turns the transport off. Default localhost:4317.</summary>
    public OtlpListenAddress? Grpc { get; init; } = new("--otlp-grpc-endpoint", "localhost", 4317);

    /// <summary>
    /// Where OTLP/HTTP listens; null turns the transport off. Default localhost:4318. May be the same address as
    /// <see cref="Grpc"/>: one port then serves both.
    /// </summary>
    public OtlpListenAddress? Http { get; init; } = new("--otlp-http-endpoint", "localhost", 4318);

    /// <summary>Longest gRPC message, before and after decompression, 1 to 1 GiB. Default 64 MiB (OTLP 1.11; Rotel and grpc-go: 4 MiB).</summary>
    public int GrpcMaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Longest HTTP body, before and after decompression, 1 to 1 GiB. Default 64 MiB (Rotel and the Collector: 20 MiB).</summary>
    public int HttpMaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Signals that are refused (UNIMPLEMENTED, 404) although an exporter takes them. Default none.</summary>
    public IReadOnlyCollection<Signal> DisabledSignals { get; init; } = [];

    /// <summary>Path of traces over HTTP. Default /v1/traces.</summary>
    public string TracesPath { get; init; } = "/v1/traces";

    /// <summary>Path of metrics over HTTP. Default /v1/metrics.</summary>
    public string MetricsPath { get; init; } = "/v1/metrics";

    /// <summary>Path of logs over HTTP. Default /v1/logs.</summary>
    public string LogsPath { get; init; } = "/v1/logs";

    /// <summary>TLS of both transports; null for plain text. Default null.</summary>
    public TlsServerOptions? Tls { get; init; }

    /// <summary>Most connections at once; more are closed as they arrive. At least 1. Default 4096.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Most requests at once on one HTTP/2 connection, 1 to 10,000. Default 100.</summary>
    public int MaxStreamsPerConnection { get; init; } = 100;

    /// <summary>Longest time for the request headers, and before the first byte of a connection. Default 10 s.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes of all request headers, at least 4096. Default 32 KiB.</summary>
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>Most request headers, at least 10. Default 100.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>
    /// Slowest body accepted, bytes a second averaged over the time since <see cref="MinBodyRateGrace"/>; a slower
    /// peer loses its connection. 0 turns the check off. Default 240.
    /// </summary>
    public int MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a body may be slower than that. More than 1 s. Default 5 s.</summary>
    public TimeSpan MinBodyRateGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection without a request is closed after this long. Default 3 min.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>An HTTP/2 connection that is silent for so long is pinged, and closed without an answer in 20 s. Default 1 min.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// A connection is asked to end after this long (GOAWAY, <c>Connection: close</c>), so that clients spread again
    /// over the instances behind a load balancer; up to a tenth is added at random. Null: never. Default null.
    /// </summary>
    public TimeSpan? MaxConnectionAge { get; init; }

    /// <summary>
    /// HTTP/2 flow-control window of one request, 64 KiB to 16 MiB. Default 1 MiB: bodies of a megabyte then go twice as
    /// fast as with the usual 64 KiB to 96 KiB, larger windows bring nothing.
    /// </summary>
    public int StreamWindowBytes { get; init; } = 1 << 20;

    /// <summary>
    /// HTTP/2 flow-control window of one connection: what a peer can make the server hold outside the byte budget.
    /// At least <see cref="StreamWindowBytes"/>. Default 4 MiB.
    /// </summary>
    public int ConnectionWindowBytes { get; init; } = 4 << 20;

    /// <summary>OTAP on the gRPC listener; null turns it off. Default on.</summary>
    public OtapReceiverOptions? Otap { get; init; } = new();

    /// <summary>The HTTP path of a signal.</summary>
    public string PathOf(Signal signal) => signal switch
    {
        Signal.Traces => TracesPath,
        Signal.Metrics => MetricsPath,
        _ => LogsPath,
    };

    /// <summary>Everything that is wrong, a sentence each; empty when the options can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Check(problems, Grpc is not null || Http is not null, "the OTLP receiver needs a gRPC or an HTTP endpoint");
        foreach (OtlpListenAddress address in (IEnumerable<OtlpListenAddress>)[.. Grpc is null ? [] : new[] { Grpc }, .. Http is null ? [] : new[] { Http }])
        {
            Check(problems, address.Port is >= 0 and <= 65535, $"{address.Option}: port {address.Port} is not between 0 and 65535");
        }

        const int MaxMessage = 1 << 30;
        Check(problems, GrpcMaxMessageBytes is > 0 and <= MaxMessage, "the gRPC message limit must be between 1 byte and 1 GiB");
        Check(problems, HttpMaxMessageBytes is > 0 and <= MaxMessage, "the HTTP body limit must be between 1 byte and 1 GiB");
        CheckPaths(problems);
        Check(problems, MaxConnections >= 1, "the connection limit must be at least 1");
        Check(problems, MaxStreamsPerConnection is >= 1 and <= 10_000, "the limit of requests on a connection must be between 1 and 10000");
        Check(problems, HeaderTimeout > TimeSpan.Zero, "the header timeout must be positive");
        Check(problems, MaxHeaderBytes >= 4096, "the header limit must be at least 4096 bytes");
        Check(problems, MaxHeaders >= 10, "the limit of the number of headers must be at least 10");
        Check(problems, MinBodyBytesPerSecond >= 0, "the minimum body rate must not be negative");
        Check(problems, MinBodyRateGrace > TimeSpan.FromSeconds(1), "the grace of the minimum body rate must be above 1 s");
        Check(problems, IdleTimeout > TimeSpan.Zero, "the idle timeout must be positive");
        Check(problems, PingInterval >= TimeSpan.FromSeconds(1), "the ping interval must be at least 1 s");
        Check(problems, MaxConnectionAge is null || MaxConnectionAge > TimeSpan.Zero, "the maximum connection age must be positive");
        Check(problems, StreamWindowBytes is >= 64 << 10 and <= 16 << 20, "the stream window must be between 64 KiB and 16 MiB");
        Check(problems, ConnectionWindowBytes >= StreamWindowBytes, "the connection window must not be smaller than the stream window");
        problems.AddRange(Otap?.Validate() ?? []);
        return problems;
    }

    private void CheckPaths(List<string> problems)
    {
        string[] paths = [TracesPath, MetricsPath, LogsPath];
        foreach (string path in paths)
        {
            // Braces would be read as parameters of a route.
            bool usable = path.StartsWith('/') && !path.AsSpan().ContainsAny(" {}*?#%\\");
            Check(problems, usable, $"the HTTP path '{path}' must begin with / and hold no blanks, braces, *, ?, #, % or \\");
        }

        bool distinct = paths.Select(path => path.TrimEnd('/')).Distinct(StringComparer.OrdinalIgnoreCase).Count() == paths.Length;
        Check(problems, distinct, "the HTTP paths of the signals must differ");
    }

    private static void Check(List<string> problems, bool holds, string problem)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }
}

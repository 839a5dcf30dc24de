using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Transport.Tls;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>Settings of one OTLP exporter: where each signal goes, and limits that hold for all.</summary>
public sealed record OtlpExporterOptions
{
    /// <summary>The specification's limit for requests before compression (OTLP 1.11): 64 MiB.</summary>
    public const int DefaultMaxRequestBytes = 64 << 20;

    /// <summary>The specification's limit for answers after decompression (OTLP 1.11): 4 MiB.</summary>
    public const int DefaultMaxResponseBytes = 4 << 20;

    /// <summary>The last level before gzip's time doubles for a few percent of bytes: measured in README.md.</summary>
    public const int DefaultGzipLevel = 2;

    /// <summary>Measured in README.md.</summary>
    public const int DefaultZstdLevel = 1;

    /// <summary>Where traces go; null when this exporter does not take them.</summary>
    public OtlpDestinationOptions? Traces { get; init; }

    /// <summary>Where logs go; null when this exporter does not take them.</summary>
    public OtlpDestinationOptions? Logs { get; init; }

    /// <summary>Where metrics go; null when this exporter does not take them.</summary>
    public OtlpDestinationOptions? Metrics { get; init; }

    /// <summary>Requests in flight, 1 to 1000. Default 10, as Rotel.</summary>
    public int MaxConcurrency { get; init; } = 10;

    /// <summary>Largest request before compression, 1 KiB to 1 GiB. Larger batches are split. Default 64 MiB.</summary>
    public int MaxRequestBytes { get; init; } = DefaultMaxRequestBytes;

    /// <summary>Largest answer, 1 KiB to 64 MiB. Default 4 MiB.</summary>
    public int MaxResponseBytes { get; init; } = DefaultMaxResponseBytes;

    /// <summary>1 (fastest) to 9 (smallest). Default 2.</summary>
    public int GzipLevel { get; init; } = DefaultGzipLevel;

    /// <summary>1 (fastest) to 19 (smallest). Default 1.</summary>
    public int ZstdLevel { get; init; } = DefaultZstdLevel;

    /// <summary>
    /// True retries RESOURCE_EXHAUSTED without RetryInfo when its text does not speak of a message size: for backends
    /// that signal a quota that way. Default false: the specification forbids the retry.
    /// </summary>
    public bool RetryResourceExhausted { get; init; }

    /// <summary>Options that send every signal to one destination.</summary>
    public static OtlpExporterOptions ForAll(OtlpDestinationOptions destination) =>
        new() { Traces = destination, Logs = destination, Metrics = destination };

    /// <summary>Where one signal goes, or null.</summary>
    public OtlpDestinationOptions? For(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Logs => Logs,
        _ => Metrics,
    };

    /// <summary>Everything that is wrong, one line each; empty when the options can be used. Files are not read.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Check(errors, nameof(MaxConcurrency), MaxConcurrency, 1, 1000);
        Check(errors, nameof(MaxRequestBytes), MaxRequestBytes, 1 << 10, 1 << 30);
        Check(errors, nameof(MaxResponseBytes), MaxResponseBytes, 1 << 10, 64 << 20);
        Check(errors, nameof(GzipLevel), GzipLevel, 1, 9);
        Check(errors, nameof(ZstdLevel), ZstdLevel, 1, 19);
        if (Traces is null && Logs is null && Metrics is null)
        {
            errors.Add("No destination: give an endpoint for at least one signal.");
        }

        Traces?.Validate(nameof(Traces), errors);
        Logs?.Validate(nameof(Logs), errors);
        Metrics?.Validate(nameof(Metrics), errors);
        return errors;
    }

    private static void Check(List<string> errors, string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            errors.Add($"{name} is {value}; it must be from {least} to {most}.");
        }
    }
}

/// <summary>Where and how one signal is sent.</summary>
public sealed record OtlpDestinationOptions
{
    /// <summary>
    /// Host and port; for HTTP also the base path, to which <c>v1/traces</c> and so on are added unless
    /// <see cref="EndpointIsFull"/>. gRPC ignores the path.
    /// </summary>
    public required HttpEndpoint Endpoint { get; init; }

    /// <summary>True when <see cref="Endpoint"/> was given for this signal alone: HTTP uses it as it is.</summary>
    public bool EndpointIsFull { get; init; }

    /// <summary>Default gRPC.</summary>
    public OtlpProtocol Protocol { get; init; } = OtlpProtocol.Grpc;

    /// <summary>Default gzip, as Rotel.</summary>
    public OtlpCompression Compression { get; init; } = OtlpCompression.Gzip;

    /// <summary>Sent with every request, Authorization among them.</summary>
    public IReadOnlyList<RequestHeader> Headers { get; init; } = [];

    /// <summary>For https endpoints.</summary>
    public TlsClientOptions Tls { get; init; } = TlsClientOptions.Default;

    /// <summary>Time for one request, answer included; also told to gRPC peers. Above zero. Default 5 s, as Rotel.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection without requests is closed after this. Above zero. Default 30 s.</summary>
    public TimeSpan PoolIdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most connections, at least 1. Default 100.</summary>
    public int PoolMaxConnections { get; init; } = 100;

    internal void Validate(string path, List<string> errors)
    {
        foreach (RequestHeader header in Headers)
        {
            if (header.FindProblem() is { } problem)
            {
                errors.Add($"{path}.{nameof(Headers)}: {problem}.");
            }
        }

        if (RequestTimeout <= TimeSpan.Zero || RequestTimeout > TimeSpan.FromDays(1))
        {
            errors.Add($"{path}.{nameof(RequestTimeout)} is {RequestTimeout}; it must be above zero and at most a day.");
        }

        if (PoolIdleTimeout <= TimeSpan.Zero || PoolIdleTimeout > TimeSpan.FromDays(1))
        {
            errors.Add($"{path}.{nameof(PoolIdleTimeout)} is {PoolIdleTimeout}; it must be above zero and at most a day.");
        }

        if (PoolMaxConnections < 1)
        {
            errors.Add($"{path}.{nameof(PoolMaxConnections)} is {PoolMaxConnections}; it must be at least 1.");
        }
    }
}

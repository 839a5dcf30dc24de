using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config;

/// <summary>One exporter.</summary>
/// <param name="Name">Unique; in logs and metrics.</param>
public abstract record ExporterConfig(string Name)
{
    /// <summary>The word that selects it: <c>otlp</c>.</summary>
    public abstract string Type { get; }

    /// <summary>After an attempt that may succeed later.</summary>
    public required PerSignal<RetryConfig> Retry { get; init; }
}

/// <summary>Waits between attempts.</summary>
/// <param name="InitialBackoff">Before the first retry; doubles.</param>
/// <param name="MaxBackoff">Longest wait.</param>
/// <param name="MaxElapsed">From the first failure to giving up; zero: never give up.</param>
public sealed record RetryConfig(TimeSpan InitialBackoff, TimeSpan MaxBackoff, TimeSpan MaxElapsed);

/// <summary>Acknowledges and drops.</summary>
public sealed record BlackholeExporterConfig(string Name) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "blackhole";
}

/// <summary>A live summary of what arrives on standard output.</summary>
public sealed record SummaryExporterConfig(string Name) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "summary";
}

/// <summary>Telemetry printed on standard output.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Detailed">Every field instead of one line a batch.</param>
public sealed record DebugExporterConfig(string Name, bool Detailed) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "debug";
}

/// <summary>Parquet files.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Directory">Made when it does not exist; with <see cref="S3"/> where files are made and wait.</param>
/// <param name="Compression">Of the pages.</param>
/// <param name="RowGroupBytes">Size of a row group before compression.</param>
/// <param name="MaxFileBytes">Size at which a file is finished.</param>
/// <param name="RollInterval">Age at which a file is finished.</param>
public sealed record ParquetExporterConfig(
    string Name, string Directory, ParquetCompression Compression, long RowGroupBytes, long MaxFileBytes, TimeSpan RollInterval)
    : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "parquet";

    /// <summary>The bucket that finished files go to; null: they stay in the folder.</summary>
    public S3Config? S3 { get; init; }

    /// <summary>As the user gave it, for messages and queries: a folder, or s3://bucket/prefix.</summary>
    public string Location => S3 is null ? Directory.TrimEnd('/') : $"s3://{S3.Bucket}{(S3.Prefix.Length > 0 ? "/" + S3.Prefix : "")}";
}

/// <summary>A bucket of S3, or of a store that speaks its protocol.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Prefix">Before every key; no slash at its ends; may be empty.</param>
/// <param name="Endpoint">Null: AWS.</param>
/// <param name="Region">Null: that of the environment.</param>
/// <param name="PathStyle">True: the bucket stands in the path.</param>
/// <param name="Encryption">Server-side encryption.</param>
/// <param name="KmsKey">For <see cref="S3Encryption.Kms"/>; null: the default key.</param>
public sealed record S3Config(
    string Bucket, string Prefix, Uri? Endpoint, string? Region, bool PathStyle, S3Encryption Encryption, string? KmsKey);

/// <summary>Server-side encryption of S3 objects.</summary>
public enum S3Encryption : byte
{
    /// <summary>The bucket's own setting.</summary>
    Bucket,

    /// <summary>AES256.</summary>
    S3,

    /// <summary>aws:kms.</summary>
    Kms,
}

/// <summary>Compression of Parquet pages.</summary>
public enum ParquetCompression : byte
{
    /// <summary>Zstandard, level 1.</summary>
    Zstd,

    /// <summary>Snappy.</summary>
    Snappy,

    /// <summary>LZ4_RAW.</summary>
    Lz4,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>None.</summary>
    None,
}

/// <summary>OTLP JSON Lines into files.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Directory">Made when it does not exist.</param>
/// <param name="FlushInterval">Longest time until written lines are on disk.</param>
/// <param name="MaxFileBytes">A new file begins before a line that would make it larger; null: never.</param>
public sealed record FileExporterConfig(string Name, string Directory, TimeSpan FlushInterval, long? MaxFileBytes) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "file";
}

/// <summary>OTLP going out.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Destinations">
/// Where each signal goes; null for signals that are not routed to this exporter. Signals that share every setting
/// share the one object.
/// </param>
public sealed record OtlpExporterConfig(string Name, PerSignal<OtlpDestinationConfig?> Destinations) : ExporterConfig(Name)
{
    /// <inheritdoc/>
    public override string Type => "otlp";
}

/// <summary>The protocols of OTLP.</summary>
public enum OtlpProtocol : byte
{
    /// <summary>OTLP/gRPC.</summary>
    Grpc,

    /// <summary>OTLP/HTTP with protobuf.</summary>
    HttpProtobuf,

    /// <summary>OTLP/HTTP with JSON.</summary>
    HttpJson,
}

/// <summary>Compression of requests.</summary>
public enum OtlpCompression : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>Zstandard.</summary>
    Zstd,
}

/// <summary>One destination of OTLP.</summary>
public sealed record OtlpDestinationConfig
{
    /// <summary>Where to send to. For HTTP the base URL, unless <see cref="EndpointIsFull"/>; may hold a secret in its query.</summary>
    public required Uri Endpoint { get; init; }

    /// <summary>True: the URL is used as it is, nothing is added to its path.</summary>
    public required bool EndpointIsFull { get; init; }

    /// <summary>Protocol.</summary>
    public required OtlpProtocol Protocol { get; init; }

    /// <summary>Compression.</summary>
    public required OtlpCompression Compression { get; init; }

    /// <summary>Headers of every request, in the order given; an Authorization header of basic authentication included.</summary>
    public required IReadOnlyList<KeyValuePair<string, Secret>> Headers { get; init; }

    /// <summary>TLS settings; they apply when the endpoint is https.</summary>
    public required ClientTlsConfig Tls { get; init; }

    /// <summary>Longest time for one attempt.</summary>
    public required TimeSpan RequestTimeout { get; init; }

    /// <summary>Close a connection that was idle this long.</summary>
    public required TimeSpan PoolIdleTimeout { get; init; }

    /// <summary>Most connections.</summary>
    public required int PoolMaxConnections { get; init; }

    /// <summary>The endpoint for logs: without its query.</summary>
    public string DisplayEndpoint => DestinationUrl.Redact(Endpoint.ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol} {DisplayEndpoint}";
}

/// <summary>TLS of a client. Each part is a PEM file or the PEM text itself.</summary>
/// <param name="Certificate">Client certificate for mutual TLS.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Authorities">Trusted instead of the system's.</param>
/// <param name="SkipVerify">Accept any server certificate.</param>
public sealed record ClientTlsConfig(PemSource? Certificate, PemSource? Key, PemSource? Authorities, bool SkipVerify);

/// <summary>A PEM file, or the text of one.</summary>
/// <param name="File">Path; null when <paramref name="Text"/> is given.</param>
/// <param name="Text">The PEM text; counts as secret.</param>
public sealed record PemSource(string? File, Secret? Text);

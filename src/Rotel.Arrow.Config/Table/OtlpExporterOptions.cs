namespace Rotel.Arrow.Config.Table;

/// <summary>OTLP going out.</summary>
internal static class OtlpExporterOptions
{
    /// <summary>What stands before a parameter's name.</summary>
    public const string Prefix = "otlp-exporter-";

    private const OptionGroup Group = OptionGroup.OtlpExporter;
    private const string SignalPrefix = Prefix + "{signal}-";

    public static readonly SignalOptions Endpoint = SignalOptions.Overriding(SignalPrefix + "endpoint",
        new(Prefix + "endpoint", OptionKind.Url, Group, "Where to send to; without a scheme http:// is meant")
        {
            Example = "http://localhost:4317",
            Details = "For HTTP protocols `/v1/traces`, `/v1/metrics` or `/v1/logs` is added to this URL; the URL given for one "
                + "signal is used as it is.",
        });

    public static readonly SignalOptions Protocol = SignalOptions.Overriding(SignalPrefix + "protocol",
        new(Prefix + "protocol", OptionKind.Choice, Group, "OTLP/gRPC, OTLP/HTTP with protobuf, or OTLP/HTTP with JSON")
        {
            Default = "grpc",
            Allowed = ["grpc", "http", "http-json"],
        });

    public static readonly OptionDefinition Authenticator = new(Prefix + "authenticator", OptionKind.Choice, Group,
        "How requests are authenticated")
    {
        Allowed = ["basic"],
        Absent = ["sigv4auth"],
        Example = "basic",
        Details = "Rotel's sigv4auth is not in this version.",
    };

    public static readonly OptionDefinition BasicAuthUsername = new(Prefix + "basic-auth-username", OptionKind.Text, Group,
        "User of --otlp-exporter-authenticator basic")
    {
        Example = "user",
    };

    public static readonly OptionDefinition BasicAuthPassword = new(Prefix + "basic-auth-password", OptionKind.Text, Group,
        "Password of --otlp-exporter-authenticator basic; better given by the environment")
    {
        Secret = true,
        Example = "...",
    };

    public static readonly SignalOptions CustomHeaders = SignalOptions.Overriding(SignalPrefix + "custom-headers",
        new(Prefix + "custom-headers", OptionKind.KeyValues, Group, "Headers added to every request")
        {
            Secret = true,
            Example = "x-tenant=blue,x-token=...",
        });

    public static readonly SignalOptions Compression = SignalOptions.Overriding(SignalPrefix + "compression",
        new(Prefix + "compression", OptionKind.Choice, Group, "Compression of requests")
        {
            Default = "gzip",
            Allowed = ["gzip", "zstd", "none"],
        });

    public static readonly SignalOptions TlsCertFile = SignalOptions.Overriding(SignalPrefix + "tls-cert-file",
        new(Prefix + "tls-cert-file", OptionKind.File, Group, "Client certificate (PEM) for mutual TLS")
        {
            Example = "/etc/rotel/client.crt",
        });

    public static readonly SignalOptions TlsCertPem = SignalOptions.Overriding(SignalPrefix + "tls-cert-pem",
        new(Prefix + "tls-cert-pem", OptionKind.Text, Group, "The client certificate itself, instead of its file")
        {
            Example = "-----BEGIN CERTIFICATE-----...",
        });

    public static readonly SignalOptions TlsKeyFile = SignalOptions.Overriding(SignalPrefix + "tls-key-file",
        new(Prefix + "tls-key-file", OptionKind.File, Group, "Private key (PEM) of the client certificate")
        {
            Example = "/etc/rotel/client.key",
        });

    public static readonly SignalOptions TlsKeyPem = SignalOptions.Overriding(SignalPrefix + "tls-key-pem",
        new(Prefix + "tls-key-pem", OptionKind.Text, Group, "The private key itself, instead of its file; better given by the environment")
        {
            Secret = true,
            Example = "-----BEGIN PRIVATE KEY-----...",
        });

    public static readonly SignalOptions TlsCaFile = SignalOptions.Overriding(SignalPrefix + "tls-ca-file",
        new(Prefix + "tls-ca-file", OptionKind.File, Group, "Certificate authorities (PEM) to trust instead of the system's")
        {
            Example = "/etc/rotel/ca.crt",
        });

    public static readonly SignalOptions TlsCaPem = SignalOptions.Overriding(SignalPrefix + "tls-ca-pem",
        new(Prefix + "tls-ca-pem", OptionKind.Text, Group, "The certificate authorities themselves, instead of their file")
        {
            Example = "-----BEGIN CERTIFICATE-----...",
        });

    public static readonly SignalOptions TlsSkipVerify = SignalOptions.Overriding(SignalPrefix + "tls-skip-verify",
        new(Prefix + "tls-skip-verify", OptionKind.Flag, Group, "Accept any server certificate: for tests, never for production")
        {
            Default = "false",
        });

    public static readonly SignalOptions RequestTimeout = SignalOptions.Overriding(SignalPrefix + "request-timeout",
        new(Prefix + "request-timeout", OptionKind.Duration, Group, "Longest time for one attempt")
        {
            Default = "5s",
            Minimum = TimeSpan.TicksPerMillisecond,
            Maximum = TimeSpan.TicksPerHour,
        });

    public static readonly OptionDefinition PoolIdleTimeout = new(Prefix + "pool-idle-timeout", OptionKind.Duration, Group,
        "Close a connection that was idle this long")
    {
        Default = "30s",
        Minimum = TimeSpan.TicksPerSecond,
        Maximum = TimeSpan.TicksPerDay,
    };

    public static readonly OptionDefinition PoolMaxIdlePerHost = new(Prefix + "pool-max-idle-per-host", OptionKind.Integer, Group,
        "Most connections to one destination")
    {
        Default = "100",
        Minimum = 1,
        Maximum = 10_000,
    };

    public static readonly RetryOptions Retry = RetryOptions.For(Prefix, Group);

    /// <summary>Everything that one signal can have its own value for, retry excepted.</summary>
    public static IReadOnlyList<SignalOptions> BySignal { get; } =
    [
        Endpoint, Protocol, CustomHeaders, Compression, TlsCertFile, TlsCertPem, TlsKeyFile, TlsKeyPem, TlsCaFile, TlsCaPem,
        TlsSkipVerify, RequestTimeout,
    ];

    public static IEnumerable<OptionDefinition> All =>
    [
        .. Endpoint.All, .. Protocol.All, Authenticator, BasicAuthUsername, BasicAuthPassword, .. CustomHeaders.All,
        .. Compression.All, .. TlsCertFile.All, .. TlsCertPem.All, .. TlsKeyFile.All, .. TlsKeyPem.All, .. TlsCaFile.All,
        .. TlsCaPem.All, .. TlsSkipVerify.All, .. RequestTimeout.All, PoolIdleTimeout, PoolMaxIdlePerHost,
        .. Retry.InitialBackoff.All, .. Retry.MaxBackoff.All, .. Retry.MaxElapsed.All,
    ];
}

namespace Rotel.Arrow.Config.Table;

/// <summary>Tables of ClickHouse.</summary>
internal static class ClickHouseExporterOptions
{
    /// <summary>What stands before a parameter's name.</summary>
    public const string Prefix = "clickhouse-exporter-";

    private const OptionGroup Group = OptionGroup.ClickHouseExporter;

    public static readonly OptionDefinition Endpoint = new(Prefix + "endpoint", OptionKind.Text, Group,
        "HTTP interface of the server; without a scheme http:// is meant")
    {
        Example = "http://localhost:8123",
        Details = "Several, with commas between them, are replicas: the next one takes over when one fails (not in Rotel).",
    };

    public static readonly OptionDefinition Database = new(Prefix + "database", OptionKind.Text, Group, "Database of the tables")
    {
        Default = "otel",
    };

    public static readonly OptionDefinition TablePrefix = new(Prefix + "table-prefix", OptionKind.Text, Group,
        "What the names of all tables begin with: otel_traces, otel_logs, otel_metrics_sum")
    {
        Default = "otel",
        EnvironmentVariable = "ROTEL_CLICKHOUSE_TABLE_PREFIX",
    };

    public static readonly OptionDefinition Compression = new(Prefix + "compression", OptionKind.Choice, Group, "Compression of inserts")
    {
        Default = "lz4",
        Allowed = ["lz4", "zstd", "none"],
        Details = "zstd (level 1) is not in Rotel.",
    };

    public static readonly OptionDefinition AsyncInsert = new(Prefix + "async-insert", OptionKind.Choice, Group,
        "Whether the server collects inserts before it writes them")
    {
        Default = "auto",
        Allowed = ["auto", "true", "false"],
        Details = "Rotel's default is true. auto: inserts of fewer than 4096 rows, because larger ones make good parts as they are.",
    };

    public static readonly OptionDefinition AsyncInsertWait = new(Prefix + "async-insert-wait", OptionKind.Choice, Group,
        "Acknowledge an asynchronous insert when it is written, and not when the server has it in memory")
    {
        Default = "true",
        Allowed = ["true", "false"],
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition RequestTimeout = new(Prefix + "request-timeout", OptionKind.Duration, Group,
        "Longest time for one attempt")
    {
        Default = "5s",
        Minimum = TimeSpan.TicksPerMillisecond,
        Maximum = TimeSpan.TicksPerHour,
    };

    public static readonly OptionDefinition EnableJson = new(Prefix + "enable-json", OptionKind.Flag, Group,
        "Assume JSON columns where the server does not tell what columns a table has")
    {
        Default = "false",
        Details = "Otherwise the tables decide: each column is written in the type that it has, so this option is rarely needed.",
    };

    public static readonly OptionDefinition NestedMaxDepth = new(Prefix + "nested-kv-max-depth", OptionKind.Integer, Group,
        "Key/value lists inside more than this many others become JSON text in JSON columns")
    {
        Default = "3",
        Maximum = 64,
    };

    public static readonly OptionDefinition User = new(Prefix + "user", OptionKind.Text, Group, "User; none: the server's default user")
    {
        Example = "otel",
    };

    public static readonly OptionDefinition Password = new(Prefix + "password", OptionKind.Text, Group,
        "Password of the user; better given by the environment")
    {
        Secret = true,
        Example = "...",
    };

    public static readonly OptionDefinition CustomHeaders = new(Prefix + "custom-headers", OptionKind.KeyValues, Group,
        "Headers added to every request")
    {
        Secret = true,
        Example = "x-tenant=blue,x-token=...",
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition TlsCertFile = new(Prefix + "tls-cert-file", OptionKind.File, Group,
        "Client certificate (PEM) for mutual TLS")
    {
        Example = "/etc/rotel/client.crt",
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition TlsKeyFile = new(Prefix + "tls-key-file", OptionKind.File, Group,
        "Private key (PEM) of the client certificate")
    {
        Example = "/etc/rotel/client.key",
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition TlsCaFile = new(Prefix + "tls-ca-file", OptionKind.File, Group,
        "Certificate authorities (PEM) to trust instead of the system's")
    {
        Example = "/etc/rotel/ca.crt",
        Details = "Not in Rotel.",
    };

    public static readonly OptionDefinition TlsSkipVerify = new(Prefix + "tls-skip-verify", OptionKind.Flag, Group,
        "Accept any server certificate: for tests, never for production")
    {
        Default = "false",
        Details = "Not in Rotel.",
    };

    public static readonly RetryOptions Retry = RetryOptions.For(Prefix, Group);

    public static IEnumerable<OptionDefinition> All =>
    [
        Endpoint, Database, TablePrefix, Compression, AsyncInsert, AsyncInsertWait, RequestTimeout, EnableJson, NestedMaxDepth,
        User, Password, CustomHeaders, TlsCertFile, TlsKeyFile, TlsCaFile, TlsSkipVerify,
        Retry.InitialBackoff.Base!, Retry.MaxBackoff.Base!, Retry.MaxElapsed.Base!,
    ];
}

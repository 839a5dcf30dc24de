namespace Rotel.Arrow.Config.Table;

/// <summary>Options of Rotel whose component this version does not have.</summary>
/// <param name="Names">Their names; the last one may end in <c>*</c> and then stands for all that begin so.</param>
/// <param name="Component">What they belong to, as the subject of a sentence.</param>
/// <param name="Advice">What to do instead.</param>
public sealed record AbsentFamily(IReadOnlyList<string> Names, string Component, string Advice)
{
    /// <summary>The error message: what is missing and what to do.</summary>
    public string Message => $"{Component} is not in this version: {Advice}";
}

/// <summary>
/// Options that Rotel knows and this version refuses. They are recognised so that nobody believes they work; a boolean
/// set to false asks for nothing and passes.
/// </summary>
public static class AbsentOptions
{
    private const string Remove = "remove the option";

    /// <summary>All families, in the order of the documentation.</summary>
    public static IReadOnlyList<AbsentFamily> All { get; } =
    [
        new(["daemon", "pid-file", "log-file"], "Running as a daemon", "let systemd or a container keep it running, and take the log from standard error"),
        new(["otlp-http-include-metadata", "otlp-http-headers-to-include", "otlp-grpc-include-metadata", "otlp-grpc-headers-to-include"],
            "Request metadata", "it arrives with the processors, which are its only readers; " + Remove),
        new(["otlp-with-trace-processor", "otlp-with-logs-processor", "otlp-with-metrics-processor"], "The Python processor host", Remove),
        new(["rust-trace-processor", "rust-logs-processor", "rust-metrics-processor", "async-rust-trace-processor", "async-rust-logs-processor",
            "async-rust-metrics-processor", "async-processor-preserve-on-panic"], "The Rust processor host", Remove),
        new(["enable-internal-telemetry", "exporters-internal-metrics", "prometheus-endpoint"], "The gateway's own telemetry", Remove),
        new(["pprof-flame-graph", "pprof-call-graph"], "The built-in profiler", "use dotnet-trace or perf"),
        new(["max-concurrent-encoders", "max-concurrent-requests"], "Limiting the ClickHouse, Datadog, X-Ray and EMF exporters", Remove),
        new(["file-exporter-parquet-compression"], "Parquet as a form of the file exporter", "use --exporter parquet with --parquet-exporter-compression"),
        new(["clickhouse-exporter-json-underscore"], "Replacing dots in JSON keys", Remove),
        new(["datadog-exporter-*"], "The Datadog exporter", Remove),
        new(["xray-exporter-*"], "The AWS X-Ray exporter", Remove),
        new(["awsxray-exporter-*"], "The AWS X-Ray exporter", Remove),
        new(["awsemf-exporter-*"], "The AWS EMF exporter", Remove),
        new(["kafka-exporter-*"], "The Kafka exporter", Remove),
        new(["kafka-receiver-*"], "The Kafka receiver", Remove),
        new(["file-receiver-*"], "The file receiver", Remove),
        new(["fluent-receiver-*"], "The Fluent receiver", Remove),
        new(["kmsg-receiver-*"], "The kernel log receiver", Remove),
    ];

    /// <summary>Words of <c>--exporter</c> and of types in <c>--exporters</c> that belong to absent exporters.</summary>
    public static IReadOnlyList<string> ExporterTypes { get; } =
        ["datadog", "awsxray", "aws-xray", "xray", "awsemf", "kafka"];

    /// <summary>Words of <c>--receiver</c> that belong to absent receivers.</summary>
    public static IReadOnlyList<string> ReceiverTypes { get; } = ["kafka", "file", "fluent", "kmsg"];

    /// <summary>The family of an option name (no dashes); null when Rotel does not know it either.</summary>
    public static AbsentFamily? Find(string name)
    {
        foreach (AbsentFamily family in All)
        {
            foreach (string known in family.Names)
            {
                if (known.EndsWith('*') ? name.StartsWith(known[..^1], StringComparison.Ordinal) : name == known)
                {
                    return family;
                }
            }
        }

        return null;
    }

    /// <summary>The family of an environment variable; null when Rotel does not know it either.</summary>
    public static AbsentFamily? FindVariable(string variable) => variable.StartsWith("ROTEL_", StringComparison.Ordinal)
        ? Find(variable["ROTEL_".Length..].ToLowerInvariant().Replace('_', '-'))
        : null;

    /// <summary>True when a value of this option, which takes none, asks for nothing.</summary>
    internal static bool AsksForNothing(string? value) =>
        value is not null && Values.BooleanText.TryParse(value, out bool wanted) && !wanted;
}

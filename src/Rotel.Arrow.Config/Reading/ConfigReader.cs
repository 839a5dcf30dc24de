using Rotel.Arrow.Config.Machine;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>
/// Makes a <see cref="GatewayConfig"/> from the command line, the environment and the defaults, in this order of
/// precedence, or reports every mistake at once.
/// </summary>
public static class ConfigReader
{
    /// <summary>Reads; touches the file system only to see whether named files exist and how much memory there is.</summary>
    public static ConfigResult Read(ConfigInput input)
    {
        var problems = new ConfigProblems();
        GivenOptions given = GivenOptions.Collect(input, problems);
        var reader = new OptionReader(new CommandScope(given.Values), problems);
        (IReadOnlyList<ExporterConfig> exporters, PerSignal<IReadOnlyList<string>> routes) =
            new ExporterReader(given, reader, problems).Read();
        var config = new GatewayConfig
        {
            Logging = Logging(reader),
            Environment = reader.Text(GeneralOptions.Environment)!,
            OtlpReceiver = Receiver(reader, routes),
            ResourceAttributes = reader.Pairs(OtlpReceiverOptions.ResourceAttributes),
            Exporters = exporters,
            Routes = routes,
            Batch = PerSignal.Create(signal => Batch(reader, signal)),
            Pdata = reader.Choice(DeliveryOptions.Pdata) == "columns" ? PdataMode.Columns : PdataMode.Auto,
            Ack = reader.Choice(DeliveryOptions.Ack) == "delivered" ? AckLevel.Delivered : AckLevel.Admitted,
            Memory = MemoryBudget.Choose(reader.OptionalBytes(DeliveryOptions.MemoryLimit), input.MemoryCeiling),
            ShutdownTimeout = reader.Duration(DeliveryOptions.ShutdownTimeout),
        };
        CheckMemory(reader, config, problems);
        return new ConfigResult(problems.Errors.Count == 0 ? config : null, problems.Errors, problems.Warnings);
    }

    /// <summary>The log settings alone, for messages about everything else; wrong values yield the defaults.</summary>
    public static LoggingConfig ReadLogging(ConfigInput input)
    {
        var problems = new ConfigProblems();
        return Logging(new OptionReader(new CommandScope(GivenOptions.Collect(input, problems).Values), problems));
    }

    private static LoggingConfig Logging(OptionReader reader) => new(
        reader.Choice(GeneralOptions.LogFormat) == "json",
        reader.Choice(GeneralOptions.LogLevel) switch
        {
            "trace" => LogThreshold.Trace,
            "debug" => LogThreshold.Debug,
            "warn" => LogThreshold.Warn,
            "error" => LogThreshold.Error,
            "off" => LogThreshold.Off,
            _ => LogThreshold.Info,
        });

    private static OtlpReceiverConfig Receiver(OptionReader reader, PerSignal<IReadOnlyList<string>> routes)
    {
        if (reader.IsGiven(OtlpReceiverOptions.Receiver) && reader.IsGiven(OtlpReceiverOptions.Receivers))
        {
            reader.Error(OtlpReceiverOptions.Receivers, "cannot be combined with --receiver: give one of them", withExample: false);
        }

        var config = new OtlpReceiverConfig
        {
            Grpc = reader.Endpoint(OtlpReceiverOptions.GrpcEndpoint),
            Http = reader.Endpoint(OtlpReceiverOptions.HttpEndpoint),
            GrpcMaxMessageBytes = reader.Integer(OtlpReceiverOptions.GrpcMaxMessageMib) << 20,
            HttpMaxMessageBytes = reader.Integer(OtlpReceiverOptions.HttpMaxMessageMib) << 20,
            Enabled = OtlpReceiverOptions.Disabled.Each.Map(option => !reader.Flag(option)),
            HttpPaths = OtlpReceiverOptions.HttpPath.Each.Map(option => reader.Text(option)!),
            Tls = ServerTls(reader),
        };
        if (config.HttpPaths.Named.Select(static p => p.Value.TrimEnd('/')).Distinct(StringComparer.OrdinalIgnoreCase).Count() < 3)
        {
            reader.Error(OtlpReceiverOptions.HttpPath.Each.Traces, "each signal needs a path of its own", withExample: false);
        }

        bool anything = config.Enabled.Named.Zip(routes.Named).Any(static s => s.First.Value && s.Second.Value.Count > 0);
        if (!anything && routes.Named.Any(static r => r.Value.Count > 0))
        {
            reader.Error(OtlpReceiverOptions.Disabled.Each.Traces, "every signal that has an exporter is disabled: nothing could arrive", withExample: false);
        }

        return config;
    }

    private static ServerTlsConfig? ServerTls(OptionReader reader)
    {
        string? certificate = reader.Text(OtlpReceiverOptions.TlsCertFile);
        string? key = reader.Text(OtlpReceiverOptions.TlsKeyFile);
        string? clientCa = reader.Text(OtlpReceiverOptions.TlsClientCaFile);
        if (certificate is not null && key is not null)
        {
            return new ServerTlsConfig(certificate, key, clientCa);
        }

        if (certificate is not null)
        {
            reader.Error(OtlpReceiverOptions.TlsKeyFile, "is needed with --otlp-receiver-tls-cert-file");
        }
        else if (key is not null || clientCa is not null)
        {
            reader.Error(OtlpReceiverOptions.TlsCertFile, "is needed with the other TLS options of the receiver");
        }

        return null;
    }

    private static BatchConfig Batch(OptionReader reader, string signal)
    {
        OptionDefinition size = reader.Scope.Choose(BatchOptions.MaxSize, each => Pick(each, signal));
        OptionDefinition timeout = reader.Scope.Choose(BatchOptions.Timeout, each => Pick(each, signal));
        return new BatchConfig(
            !reader.Flag(BatchOptions.Disable), Fallback(reader, size, BatchOptions.MaxSize.Base!),
            (int)reader.OptionalBytes(BatchOptions.MaxBytes)!.Value, reader.OptionalDuration(timeout) ?? reader.Duration(BatchOptions.Timeout.Base!));
    }

    private static int Fallback(OptionReader reader, OptionDefinition option, OptionDefinition fallback) =>
        reader.Integer(option) is var value and > 0 ? value : reader.Integer(fallback);

    private static void CheckMemory(OptionReader reader, GatewayConfig config, ConfigProblems problems)
    {
        long largest = Math.Max(config.OtlpReceiver.GrpcMaxMessageBytes, config.OtlpReceiver.HttpMaxMessageBytes);
        if (config.Memory.TelemetryBytes >= largest)
        {
            return;
        }

        if (!reader.IsGiven(DeliveryOptions.MemoryLimit))
        {
            problems.Warn($"requests above the {ByteSizeText.Approximate(config.Memory.TelemetryBytes)} that the memory limit leaves for telemetry can never be admitted; "
                + $"up to {ByteSizeText.Approximate(largest)} would be accepted otherwise");
        }
        else
        {
            reader.Error(DeliveryOptions.MemoryLimit,
                $"{ByteSizeText.Format(config.Memory.LimitBytes)} leaves {ByteSizeText.Approximate(config.Memory.TelemetryBytes)} for telemetry, "
                + $"less than the largest message that is accepted ({ByteSizeText.Format(largest)}): raise it or lower --otlp-grpc-max-recv-msg-size-mib and --otlp-http-max-recv-msg-size-mib");
        }
    }

    internal static T Pick<T>(PerSignal<T> values, string signal) => signal switch
    {
        "traces" => values.Traces,
        "metrics" => values.Metrics,
        _ => values.Logs,
    };
}

namespace Rotel.Arrow.Config.Table;

/// <summary>Headings of the help and of docs/options.md, in their order.</summary>
public enum OptionGroup : byte
{
    /// <summary>Accepted before and after the command.</summary>
    General,

    /// <summary>OTLP over gRPC and HTTP, coming in.</summary>
    OtlpReceiver,

    /// <summary>Which exporters there are and what goes where.</summary>
    Exporters,

    /// <summary>OTLP going out.</summary>
    OtlpExporter,

    /// <summary>Parquet files below a folder.</summary>
    ParquetExporter,

    /// <summary>Tables of ClickHouse.</summary>
    ClickHouseExporter,

    /// <summary>OTLP JSON Lines into files.</summary>
    FileExporter,

    /// <summary>Telemetry printed for people.</summary>
    DebugLog,

    /// <summary>When a batch is sealed.</summary>
    Batching,

    /// <summary>What happens after a failed attempt.</summary>
    Retry,

    /// <summary>Representation, acknowledgement, memory, shutdown.</summary>
    Delivery,
}

/// <summary>Titles of the groups.</summary>
public static class OptionGroups
{
    /// <summary>The heading, and the sentence below it.</summary>
    public static (string Title, string Intro) Describe(OptionGroup group) => group switch
    {
        OptionGroup.General => ("General", "Accepted before and after the command."),
        OptionGroup.OtlpReceiver => ("OTLP receiver", "OTLP/gRPC and OTLP/HTTP (protobuf and JSON) coming in."),
        OptionGroup.Exporters => ("Exporters", "Where telemetry goes. With --exporters each exporter is configured by ROTEL_EXPORTER_{NAME}_{PARAMETER}."),
        OptionGroup.OtlpExporter => ("OTLP exporter", "OTLP going out. Giving any of these selects the otlp exporter when none is named."),
        OptionGroup.ParquetExporter => ("Parquet exporter", "Parquet files for DuckDB, ClickHouse, Spark and pandas. Used, beside the live summary, when no exporter is chosen."),
        OptionGroup.ClickHouseExporter => ("ClickHouse exporter", "Tables of ClickHouse, those of Rotel, the Collector or `rotel-arrow clickhouse-ddl`. Giving its endpoint selects it when no exporter is named."),
        OptionGroup.FileExporter => ("File exporter", "OTLP JSON Lines: one line for each batch."),
        OptionGroup.DebugLog => ("Debug log", "Telemetry printed to standard output, beside the other exporters."),
        OptionGroup.Batching => ("Batching", "A batch is sealed when the first of these is reached."),
        OptionGroup.Retry => ("Retry", "After an attempt that may succeed later. A wait that the destination asks for (Retry-After, RetryInfo) is honoured."),
        _ => ("Delivery and memory", "What is promised to the sender, and how much memory it may cost."),
    };
}

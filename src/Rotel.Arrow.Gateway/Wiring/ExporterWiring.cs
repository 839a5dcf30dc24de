using Rotel.Arrow.Config;
using Rotel.Arrow.Exporters;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes the exporters, each with the settings of its destination in the pipeline.</summary>
internal static class ExporterWiring
{
    /// <summary>Exporters that get at least one signal.</summary>
    public static IEnumerable<(IExporter Exporter, DestinationOptions Destination)> Create(
        GatewayConfig config, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        foreach (ExporterConfig exporter in config.Exporters)
        {
            SignalSet signals = config.Routes.Where(names => names.Contains(exporter.Name));
            if (signals == SignalSet.None)
            {
                continue;
            }

            if (exporter is OtlpExporterConfig otlp)
            {
                foreach ((IExporter, DestinationOptions) part in OtlpExporterWiring.Create(otlp, signals, pool, loggers, time))
                {
                    yield return part;
                }
            }
            else if (exporter is ClickHouseExporterConfig clickHouse)
            {
                yield return ClickHouseExporterWiring.Create(clickHouse, signals, pool, loggers, time);
            }
            else if (exporter is ParquetExporterConfig parquet)
            {
                yield return ParquetExporterWiring.Create(parquet, config.Ack, signals, pool, loggers, time);
            }
            else
            {
                yield return (Create(exporter, pool, loggers, time), new DestinationOptions
                {
                    Signals = signals,
                    Retry = Retry(exporter.Retry.Traces),
                });
            }
        }
    }

    /// <summary>Waits between attempts.</summary>
    public static RetryOptions Retry(RetryConfig config) => new()
    {
        InitialBackoff = config.InitialBackoff,
        MaxBackoff = config.MaxBackoff,
        MaxElapsed = config.MaxElapsed,
    };

    private static IExporter Create(ExporterConfig exporter, SlabPool pool, ILoggerFactory loggers, TimeProvider time) => exporter switch
    {
        FileExporterConfig file => new FileExporter(
            file.Name,
            new FileExporterOptions { OutputDirectory = file.Directory, FlushInterval = file.FlushInterval, MaxFileBytes = file.MaxFileBytes },
            pool, time, loggers.CreateLogger("Rotel.Arrow.Exporters.File")),
        DebugExporterConfig debug => new DebugExporter(
            debug.Name, new DebugExporterOptions { Verbosity = debug.Detailed ? DebugVerbosity.Detailed : DebugVerbosity.Basic },
            time, loggers.CreateLogger("Rotel.Arrow.Exporters.Debug")),
        SummaryExporterConfig summary => new SummaryExporter(
            summary.Name, new SummaryExporterOptions(), time, loggers.CreateLogger("Rotel.Arrow.Exporters.Summary")),
        BlackholeExporterConfig blackhole => new BlackholeExporter(
            blackhole.Name, new BlackholeExporterOptions(), loggers.CreateLogger("Rotel.Arrow.Exporters.Blackhole")),
        _ => throw new InvalidOperationException($"There is no exporter of type {exporter.Type}."),
    };
}

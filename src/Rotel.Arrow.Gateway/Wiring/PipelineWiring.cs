using Rotel.Arrow.Config;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Editing;
using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Gateway.Wiring;

/// <summary>Makes the pipeline, with its exporters, from the configuration.</summary>
internal static class PipelineWiring
{
    /// <summary>Builds; nothing runs yet. The pipeline owns the exporters.</summary>
    public static TelemetryPipeline Build(GatewayConfig config, SlabPool pool, ILoggerFactory loggers, TimeProvider time)
    {
        var options = new PipelineOptions
        {
            Pdata = config.Pdata == Config.PdataMode.Columns ? Pipeline.PdataMode.Columns : Pipeline.PdataMode.Auto,
            Ack = config.Ack == AckLevel.Delivered ? AckMode.Delivered : AckMode.Admitted,
            TracesBatch = Batch(config.Batch.Traces),
            MetricsBatch = Batch(config.Batch.Metrics),
            LogsBatch = Batch(config.Batch.Logs),
            ShutdownTimeout = config.ShutdownTimeout,
            ResourceAttributes = config.ResourceAttributes.Count > 0 ? new OtlpResourceAttributes(config.ResourceAttributes) : null,
        };
        var builder = new PipelineBuilder(options, pool) { Time = time, LoggerFactory = loggers };
        foreach ((IExporter exporter, DestinationOptions destination) in ExporterWiring.Create(config, pool, loggers, time))
        {
            builder.Add(exporter, destination);
        }

        return builder.Build();
    }

    private static BatchOptions Batch(BatchConfig config) => new()
    {
        Enabled = config.Enabled,
        MaxItems = config.MaxItems,
        MaxBytes = config.MaxBytes,
        Timeout = config.Timeout,
    };
}

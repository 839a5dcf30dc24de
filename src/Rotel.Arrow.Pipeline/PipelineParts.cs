using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Pipeline.Telemetry;

namespace Rotel.Arrow.Pipeline;

/// <summary>What a pipeline consists of, joined by <see cref="PipelineBuilder"/>.</summary>
internal sealed record PipelineParts(
    PipelineOptions Options,
    Ingress Ingress,
    SignalIntake[] Intakes,
    PdataForm[] Forms,
    Destination[] Destinations,
    SealTimer Timer,
    DeliveryLifetime Lifetime,
    PooledPdataConverter Converter,
    StatisticsReader Statistics,
    PipelineMetrics Metrics,
    PipelineLog Log,
    TimeProvider Time);

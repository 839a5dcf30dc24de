using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Pipeline.Telemetry;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>Joins exporters, options and memory to a <see cref="TelemetryPipeline"/>.</summary>
/// <param name="options">Settings of the pipeline.</param>
/// <param name="pool">Memory of everything in flight; its budget is the bound. Stays the caller's.</param>
public sealed class PipelineBuilder(PipelineOptions options, SlabPool pool)
{
    /// <summary>At most this part of the budget is kept free for conversions.</summary>
    private const int HeadroomDivisor = 8;

    private readonly List<(IExporter Exporter, DestinationOptions Options)> _destinations = [];

    /// <summary>The clock of batching, retries and shutdown. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the log goes. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Between OTLP bytes and tables. Default: with memory of the pool.</summary>
    public PdataConverter? Converter { get; init; }

    /// <summary>Source of jitter; must be thread-safe. Default: the shared one.</summary>
    public Random Chance { get; init; } = Random.Shared;

    /// <summary>Adds a destination. The pipeline starts, flushes and disposes the exporter.</summary>
    public PipelineBuilder Add(IExporter exporter, DestinationOptions? destination = null)
    {
        _destinations.Add((exporter, destination ?? new DestinationOptions()));
        return this;
    }

    /// <summary>Everything that is wrong, each with the setting it is about; empty when a pipeline can be built.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        options.Validate(errors);
        if (_destinations.Count == 0)
        {
            errors.Add("The pipeline has no exporter; add at least one.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((IExporter exporter, DestinationOptions destination) in _destinations)
        {
            string path = $"Exporter '{exporter.Name}'";
            if (!names.Add(exporter.Name))
            {
                errors.Add($"{path} is there twice; names must differ.");
            }

            if (exporter.MaxConcurrency < 1)
            {
                errors.Add($"{path}.{nameof(IExporter.MaxConcurrency)} is {exporter.MaxConcurrency}; it must be at least 1.");
            }

            destination.Validate(path, errors);
        }

        return errors;
    }

    /// <summary>Builds the pipeline; nothing runs before it is started.</summary>
    /// <exception cref="ArgumentException">The settings are wrong; the message has every error.</exception>
    public TelemetryPipeline Build()
    {
        IReadOnlyList<string> errors = Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors));
        }

        var log = new PipelineLog(LoggerFactory.CreateLogger("Rotel.Arrow.Pipeline"));
        var metrics = new PipelineMetrics();
        var refusals = new RefusalCounters();
        var lifetime = new DeliveryLifetime(Time);
        Destination[] destinations =
        [
            .. _destinations.Select(entry => new Destination(entry.Exporter, entry.Options, options, lifetime, Time, log, Chance)),
        ];

        var ownConverter = new PooledPdataConverter(pool);

        // The timer and the shards know each other: it gets the intakes once they exist.
        SignalIntake[] intakes = [];
        var timer = new SealTimer(Time, now => SealDue(intakes, now));
        var bySignal = new SignalIntake?[SignalNames.Count];
        var forms = new PdataForm[SignalNames.Count];
        for (Signal signal = 0; (int)signal < SignalNames.Count; signal++)
        {
            Destination[] takers = [.. destinations.Where(destination => destination.Signals.Contains(signal))];
            if (takers.Length > 0)
            {
                var fanOut = new FanOut(signal, takers, metrics, log);
                forms[(int)signal] = FormOf(takers);
                bySignal[(int)signal] = CreateIntake(fanOut, forms[(int)signal], Converter ?? ownConverter, timer);
            }
        }

        intakes = [.. bySignal.OfType<SignalIntake>()];
        metrics.Observe(intakes, destinations, refusals, pool.Budget);
        var ingress = new Ingress(bySignal, pool, HeadroomBytes(destinations, forms), options, refusals);
        var statistics = new StatisticsReader(intakes, destinations, refusals, pool.Budget);
        return new TelemetryPipeline(new PipelineParts(
            options, ingress, intakes, forms, destinations, timer, lifetime, ownConverter, statistics, metrics, log, Time));
    }

    private PdataForm FormOf(Destination[] takers) =>
        options.Pdata == PdataMode.Columns || takers.Any(static taker => taker.Exporter.PreferredForm == PdataForm.OtapTables)
            ? PdataForm.OtapTables
            : PdataForm.OtlpBytes;

    private SignalIntake CreateIntake(FanOut fanOut, PdataForm form, PdataConverter converter, SealTimer timer)
    {
        BatchOptions limits = options.BatchOf(fanOut.Signal);
        var shards = new Shard[options.Shards];
        for (int i = 0; i < shards.Length; i++)
        {
            OpenBatch batch = form == PdataForm.OtlpBytes
                ? new BytesBatch(fanOut.Signal, pool, converter)
                : new ColumnsBatch(fanOut.Signal, limits.Enabled ? limits.MaxItems : int.MaxValue, pool, converter);
            shards[i] = new Shard(batch, limits, fanOut, timer, Time);
        }

        return form == PdataForm.OtlpBytes
            ? new BytesIntake(fanOut, limits, options.RefusalRetryAfter, shards, pool)
            : new ColumnsIntake(fanOut, limits, options.RefusalRetryAfter, shards, pool);
    }

    /// <summary>Room for the batches that exporters convert while they send them.</summary>
    private long HeadroomBytes(Destination[] destinations, PdataForm[] forms)
    {
        long headroom = 0;
        foreach (Destination destination in destinations)
        {
            long largest = 0;
            for (Signal signal = 0; (int)signal < SignalNames.Count; signal++)
            {
                PdataForm prefers = destination.Exporter.PreferredForm;
                if (destination.Signals.Contains(signal) && prefers != PdataForm.Any && prefers != forms[(int)signal])
                {
                    largest = Math.Max(largest, options.BatchOf(signal).MaxBytes);
                }
            }

            headroom += largest * destination.Exporter.MaxConcurrency;
        }

        return Math.Min(headroom, pool.Budget.LimitBytes / HeadroomDivisor);
    }

    private static long SealDue(SignalIntake[] intakes, long now)
    {
        long next = long.MaxValue;
        foreach (SignalIntake intake in intakes)
        {
            next = Math.Min(next, intake.SealDue(now));
        }

        return next;
    }
}

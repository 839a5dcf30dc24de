using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests;

/// <summary>Settings: what they are by default, and what is said about wrong ones.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Defaults_are_those_of_rotel_where_it_has_any()
    {
        var options = new PipelineOptions();
        Assert.Equal((8192, 3_670_016, 200), (options.Batch.MaxItems, options.Batch.MaxBytes, options.Batch.Timeout.TotalMilliseconds));
        Assert.Equal((5, 30, 300), (options.Retry.InitialBackoff.TotalSeconds, options.Retry.MaxBackoff.TotalSeconds, options.Retry.MaxElapsed.TotalSeconds));
        Assert.Equal((5, 1000, 30), (options.RequestTimeout.TotalSeconds, options.QueueBatches, options.ShutdownTimeout.TotalSeconds));
        Assert.Equal((PdataMode.Auto, AckMode.Admitted), (options.Pdata, options.Ack));
        Assert.InRange(options.Shards, 1, 8);
        Assert.Empty(Builder(options).Add(new TestExporter()).Validate());
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_the_setting_it_is_about()
    {
        var options = new PipelineOptions
        {
            Pdata = (PdataMode)9,
            Ack = (AckMode)9,
            Batch = new BatchOptions { MaxItems = 0, MaxBytes = 1, Timeout = TimeSpan.Zero },
            LogsBatch = new BatchOptions { MaxItems = -1 },
            Retry = new RetryOptions
            {
                InitialBackoff = TimeSpan.Zero,
                MaxBackoff = TimeSpan.FromSeconds(-1),
                MaxElapsed = TimeSpan.FromSeconds(-1),
                Multiplier = double.NaN,
                RandomizationFactor = 1,
                MaxServerDelay = TimeSpan.Zero,
            },
            RequestTimeout = TimeSpan.Zero,
            QueueBatches = 0,
            RefusalRetryAfter = TimeSpan.Zero,
            ShutdownTimeout = TimeSpan.FromSeconds(-1),
            Shards = 0,
        };
        var badDestination = new DestinationOptions { Signals = SignalSet.None, RequestTimeout = TimeSpan.Zero, QueueBatches = 0 };
        PipelineBuilder builder = Builder(options)
            .Add(new TestExporter("twin"), badDestination)
            .Add(new TestExporter("twin") { MaxConcurrency = 0 });

        IReadOnlyList<string> errors = builder.Validate();
        string[] expected =
        [
            "Batch.MaxItems", "Batch.MaxBytes", "Batch.Timeout", "LogsBatch.MaxItems", "Retry.InitialBackoff", "Retry.MaxBackoff",
            "Retry.MaxElapsed", "Retry.Multiplier", "Retry.RandomizationFactor", "Retry.MaxServerDelay", "RequestTimeout", "Pdata", "Ack",
            "QueueBatches", "RefusalRetryAfter", "ShutdownTimeout", "Shards", "Exporter 'twin'.Signals", "Exporter 'twin'.RequestTimeout",
            "Exporter 'twin'.QueueBatches", "Exporter 'twin' is there twice", "Exporter 'twin'.MaxConcurrency",
        ];
        Assert.Equal(expected.Order(), errors.Select(error => expected.Where(start => error.StartsWith(start, StringComparison.Ordinal)).MaxBy(start => start.Length)!).Order());
        var fault = Assert.Throws<ArgumentException>(builder.Build);
        Assert.All(errors, error => Assert.Contains(error, fault.Message));
    }

    [Fact]
    public void A_pipeline_without_exporter_cannot_be_built()
    {
        Assert.Equal(["The pipeline has no exporter; add at least one."], Builder(new PipelineOptions()).Validate());
    }

    [Fact]
    public void Signals_have_batch_settings_of_their_own_or_the_common_ones()
    {
        var options = new PipelineOptions { MetricsBatch = new BatchOptions { MaxItems = 7 } };
        Assert.Equal(7, options.BatchOf(Signal.Metrics).MaxItems);
        Assert.Same(options.Batch, options.BatchOf(Signal.Logs));
    }

    [Fact]
    public void Every_cause_has_a_name_of_its_own()
    {
        string[] names = [.. Enum.GetValues<NackCause>().Select(static cause => cause.Name())];
        Assert.Equal(NackCauseNames.Count, names.Distinct().Count());
    }

    private static PipelineBuilder Builder(PipelineOptions options) => new(options, new SlabPool(new ByteBudget(1 << 20)));
}

using System.Diagnostics.Metrics;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Telemetry;

/// <summary>What dashboards see.</summary>
public sealed class PipelineMetricsTests
{
    [Fact]
    public async Task Instruments_agree_with_what_happened()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => new(attempt.Ids[0] == 9
                ? Outcome.Permanent(NackCause.DestinationRejected, "no")
                : Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.ExpectsErrors = true;
        using var reader = new MetricReader(harness.Pipeline.Metrics.Meter);

        harness.Send(Signal.Traces, Requests.TracesWithOddOnesInvalid(1, 2, 4));
        harness.Send(Signal.Traces, Requests.Malformed());
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(1);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 9, 10));
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(1)));
        harness.Send(Signal.Metrics, Requests.With(Signal.Metrics, 1));
        harness.Pipeline.StopAdmission();
        Assert.Null(harness.Ingress.TryAdmit(Signal.Logs, 10).Slab);

        Dictionary<string, double> values = reader.Read();
        Assert.Equal(2, values["rotel_arrow_pipeline_accepted_items signal=traces"]);
        Assert.Equal(2, values["rotel_arrow_pipeline_accepted_items signal=logs"]);
        Assert.Equal(1, values["rotel_arrow_pipeline_rejected_items signal=traces"]);
        Assert.Equal(1, values["rotel_arrow_pipeline_malformed_requests signal=traces"]);
        Assert.Equal(1, values["rotel_arrow_pipeline_refused_requests signal=logs reason=stopped"]);
        Assert.Equal(2, values["rotel_arrow_pipeline_delivered_items exporter=test signal=traces"]);
        Assert.Equal(2, values["rotel_arrow_pipeline_dropped_items exporter=test signal=logs cause=destination_rejected"]);
        Assert.Equal(1, values["rotel_arrow_pipeline_open_items signal=metrics"]);
        Assert.Equal(0, values["rotel_arrow_pipeline_queue_batches exporter=test"]);
        Assert.Equal(1000, values["rotel_arrow_pipeline_queue_capacity_batches exporter=test"]);
        Assert.Equal(0, values["rotel_arrow_pipeline_queue_bytes exporter=test"]);
        Assert.Equal(2, values["rotel_arrow_pipeline_batch_items signal=traces reason=time"]);
        Assert.Equal(2, values["rotel_arrow_pipeline_batch_items signal=logs reason=flush"]);
        Assert.True(values["rotel_arrow_pipeline_batch_bytes signal=logs reason=flush"] > 0);
        Assert.Equal(harness.Pool.Budget.UsedBytes, values["rotel_arrow_pipeline_budget_used_bytes"]);
        Assert.Equal(harness.Pool.Budget.LimitBytes, values["rotel_arrow_pipeline_budget_limit_bytes"]);
    }

    /// <summary>The last value of each instrument and tag set.</summary>
    private sealed class MetricReader : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, double> _values = [];

        public MetricReader(Meter meter)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>(Note);
            _listener.Start();
        }

        public Dictionary<string, double> Read()
        {
            _listener.RecordObservableInstruments();
            lock (_values)
            {
                return new Dictionary<string, double>(_values);
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            string name = instrument.Name;
            foreach ((string key, object? tag) in tags)
            {
                name += $" {key}={tag}";
            }

            lock (_values)
            {
                _values[name] = value;
            }
        }
    }
}

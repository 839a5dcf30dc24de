using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>When open batches are sealed, and what is in them.</summary>
public sealed class BatchingTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Small_requests_become_one_batch_when_the_time_of_the_first_is_over(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);

        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1, 2));
        harness.Time.AdvanceMilliseconds(150);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3));
        harness.Time.AdvanceMilliseconds(49);
        Assert.Equal(3, harness.Flow("test", Signal.Logs).InFlightItems);
        Assert.Equal(0, harness.Signal(Signal.Logs).SealedBatches);

        harness.Time.AdvanceMilliseconds(1);
        await exporter.DeliveredAsync(1);
        Assert.Equal([1, 2, 3], exporter.Delivered[0].Ids);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task The_next_batch_has_a_time_of_its_own(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);

        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.Time.AdvanceMilliseconds(100);
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 2));
        harness.Time.AdvanceMilliseconds(100);
        await exporter.DeliveredAsync(1);
        Assert.Equal(1, harness.Flow("test", Signal.Traces).InFlightItems);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3));
        harness.Time.AdvanceMilliseconds(100);
        await exporter.DeliveredAsync(2);
        Assert.Equal([2], exporter.Delivered[1].Ids);
        harness.Time.AdvanceMilliseconds(99);
        Assert.Equal(1, harness.Flow("test", Signal.Logs).InFlightItems);
        harness.Time.AdvanceMilliseconds(1);
        await exporter.DeliveredAsync(3);
        Assert.Equal([3], exporter.Delivered[2].Ids);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_batch_is_sealed_at_its_item_limit_without_waiting(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = 6 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 1, 2, 3));
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 4, 5, 6));
        await exporter.DeliveredAsync(1);
        Assert.Equal([1, 2, 3, 4, 5, 6], exporter.Delivered[0].Ids);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_request_that_would_exceed_the_item_limit_opens_the_next_batch(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = 5 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        harness.Send(Signal.Metrics, Requests.With(Signal.Metrics, 1, 2, 3));
        harness.Send(Signal.Metrics, Requests.With(Signal.Metrics, 4, 5, 6));
        await exporter.DeliveredAsync(1);
        Assert.Equal([1, 2, 3], exporter.Delivered[0].Ids);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(2);
        Assert.Equal([4, 5, 6], exporter.Delivered[1].Ids);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_request_that_would_exceed_the_byte_limit_opens_the_next_batch(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxBytes = 10_000 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        byte[] request = Requests.LogsOfSize(items: 4, bodyBytes: 1000);
        harness.Send(Signal.Logs, request);
        harness.Send(Signal.Logs, request);
        Assert.Equal(0, harness.Signal(Signal.Logs).SealedBatches);
        harness.Send(Signal.Logs, request);
        await exporter.DeliveredAsync(1);
        Assert.Equal(8, exporter.Delivered[0].Ids.Count);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(2);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Signals_never_share_a_batch_and_have_limits_of_their_own(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions
        {
            Pdata = mode,
            LogsBatch = new BatchOptions { MaxItems = 2 },
            MetricsBatch = new BatchOptions { Timeout = TimeSpan.FromSeconds(5) },
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 1, 2));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3, 4));
        harness.Send(Signal.Metrics, Requests.With(Signal.Metrics, 5, 6));
        await exporter.DeliveredAsync(1);
        Assert.Equal(Signal.Logs, exporter.Delivered[0].Signal);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(2);
        Assert.Equal(Signal.Traces, exporter.Delivered[1].Signal);
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        await exporter.DeliveredAsync(3);
        Assert.Equal(Signal.Metrics, exporter.Delivered[2].Signal);
        Assert.Equal([5, 6], exporter.Delivered[2].Ids);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Without_batching_every_request_is_a_batch_whatever_its_size(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { Enabled = false, MaxItems = 2 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2, 3, 4, 5));
        await exporter.DeliveredAsync(2);
        Assert.Equal([[1], [2, 3, 4, 5]], exporter.Delivered.Select(attempt => attempt.Ids));
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_request_without_items_succeeds_and_sends_nothing(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);

        var listener = new TestListener();
        Assert.Equal(new SubmitResult(SubmitStatus.Accepted), harness.Send(Signal.Traces, [], listener));
        Assert.Equal(new SubmitResult(SubmitStatus.Accepted), harness.Send(Signal.Traces, Requests.Empty(Signal.Traces), listener));
        harness.PassBatchTimeout();
        Assert.Equal(0, harness.Signal(Signal.Traces).SealedBatches);
        Assert.Equal(2, harness.Signal(Signal.Traces).AcceptedRequests);
        Assert.False(listener.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_malformed_request_is_refused_and_its_neighbours_do_not_notice(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);

        var listener = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        SubmitResult result = harness.Send(Signal.Logs, Requests.Malformed(), listener);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2));

        Assert.Equal((SubmitStatus.Malformed, 0), (result.Status, result.AcceptedItems));
        Assert.NotNull(result.Message);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(1);
        Assert.Equal([1, 2], exporter.Delivered[0].Ids);
        Assert.Equal(1, harness.Signal(Signal.Logs).MalformedRequests);
        Assert.False(listener.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Invalid_items_are_left_out_and_counted_and_the_others_go_on(PdataMode mode)
    {
        var exporter = new TestExporter();
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Pdata = mode }, exporter);

        SubmitResult result = harness.Send(Signal.Traces, Requests.TracesWithOddOnesInvalid(1, 2, 3, 4, 5));
        Assert.Equal((SubmitStatus.Accepted, 2, 3), (result.Status, result.AcceptedItems, result.RejectedItems));
        Assert.Contains("trace_id", result.Message);
        SubmitResult none = harness.Send(Signal.Traces, Requests.TracesWithOddOnesInvalid(7, 9));
        Assert.Equal((SubmitStatus.Accepted, 0, 2), (none.Status, none.AcceptedItems, none.RejectedItems));

        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(1);
        Assert.Equal([2, 4], exporter.Delivered[0].Ids);
        Assert.Equal(5, harness.Signal(Signal.Traces).RejectedItems);
    }

    [Fact]
    public async Task Bytes_are_kept_as_they_came_unless_an_exporter_of_the_signal_wants_tables()
    {
        var bytes = new TestExporter("bytes");
        var tables = new TestExporter("tables") { PreferredForm = PdataForm.OtapTables };
        (IExporter, DestinationOptions)[] destinations =
        [
            (bytes, new DestinationOptions()),
            (tables, new DestinationOptions { Signals = SignalSet.Logs }),
        ];
        await using PipelineHarness automatic = await PipelineHarness.StartAsync(new PipelineOptions(), 1 << 24, destinations);
        Assert.Equal(PdataForm.OtlpBytes, automatic.Pipeline.FormOf(Signal.Traces));
        Assert.Equal(PdataForm.OtapTables, automatic.Pipeline.FormOf(Signal.Logs));

        await using PipelineHarness columns = await PipelineHarness.StartAsync(
            new PipelineOptions { Pdata = PdataMode.Columns }, new TestExporter { PreferredForm = PdataForm.Any });
        Assert.Equal(PdataForm.OtapTables, columns.Pipeline.FormOf(Signal.Traces));
    }
}

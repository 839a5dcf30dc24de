using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>Requests above the limits of a batch.</summary>
public sealed class SplittingTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    public static TheoryData<PdataMode, Signal> Cases
    {
        get
        {
            var cases = new TheoryData<PdataMode, Signal>();
            foreach (TheoryDataRow<PdataMode> mode in Modes.All)
            {
                cases.Add(mode.Data, Signal.Traces);
                cases.Add(mode.Data, Signal.Logs);
                cases.Add(mode.Data, Signal.Metrics);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_with_more_items_than_a_batch_becomes_several_batches_in_order(PdataMode mode, Signal signal)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = 10 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        SubmitResult result = harness.Send(signal, Requests.With(signal, Enumerable.Range(1, 35)));
        Assert.Equal((SubmitStatus.Accepted, 35, 0), (result.Status, result.AcceptedItems, result.RejectedItems));
        await exporter.DeliveredAsync(3);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(4);
        Assert.All(exporter.Delivered, batch => Assert.InRange(batch.Ids.Count, 1, 10));
        Assert.Equal(Enumerable.Range(1, 35), exporter.DeliveredIds);
        Assert.Equal(1, harness.Signal(signal).AcceptedRequests);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_with_more_bytes_than_a_batch_becomes_several_batches(PdataMode mode, Signal signal)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxBytes = 2048 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        byte[] request = Requests.With(signal, Enumerable.Range(1, 500));
        Assert.True(request.Length > 3 * 2048);
        harness.Send(signal, request);
        harness.PassBatchTimeout();
        await Waiting.UntilAsync(() => exporter.DeliveredIds.Count() == 500, "everything delivered");
        Assert.Equal(Enumerable.Range(1, 500), exporter.DeliveredIds);
        Assert.True(exporter.Delivered.Count > 3);
        if (mode == PdataMode.Auto)
        {
            Assert.All(exporter.Delivered, batch => Assert.InRange(batch.SizeBytes, 1, 2048));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_split_request_is_told_once_after_its_last_part(PdataMode mode, Signal signal)
    {
        var gate = new Gate();
        var exporter = new TestExporter { MaxConcurrency = 2 };
        exporter.Answer = (attempt, cancellation) => attempt.Ids.Contains(25) ? gate.PassAsync(attempt, cancellation) : new(Outcome.Ack);
        var options = new PipelineOptions { Pdata = mode, Ack = AckMode.Delivered, Batch = new BatchOptions { MaxItems = 10 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        var listener = new TestListener();
        harness.Send(signal, Requests.With(signal, Enumerable.Range(1, 30)), listener);
        await exporter.DeliveredAsync(2);
        await exporter.AttemptedAsync(3);
        Assert.False(listener.IsCompleted);
        gate.Open();
        Assert.Equal(Outcome.Ack, await listener.OutcomeAsync());
        Assert.Equal(1, listener.Completions);
    }

    [Fact]
    public async Task Tables_that_are_full_are_sealed_for_the_next_request()
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = PdataMode.Columns, Batch = new BatchOptions { MaxItems = 1_000_000, MaxBytes = 1 << 30 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(30_000, harness.Send(Signal.Logs, Requests.With(Signal.Logs, Enumerable.Range(i * 30_000, 30_000))).AcceptedItems);
        }

        await exporter.DeliveredAsync(1);
        Assert.Equal(60_000, exporter.Delivered[0].Ids.Count);
        harness.PassBatchTimeout();
        await exporter.DeliveredAsync(2);
        Assert.Equal(Enumerable.Range(0, 90_000), exporter.DeliveredIds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_with_more_rows_than_tables_hold_is_split_even_without_batching(bool batching)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions
        {
            Pdata = PdataMode.Columns,
            Batch = new BatchOptions { Enabled = batching, MaxItems = 1_000_000, MaxBytes = 1 << 30 },
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        var listener = new TestListener();
        SubmitResult result = harness.Send(Signal.Logs, Requests.With(Signal.Logs, Enumerable.Range(0, 70_000)), listener);
        Assert.Equal((SubmitStatus.Accepted, 70_000, 0), (result.Status, result.AcceptedItems, result.RejectedItems));
        harness.PassBatchTimeout();
        Assert.Equal(Outcome.Ack, await listener.OutcomeAsync());
        Assert.Equal(Enumerable.Range(0, 70_000), exporter.DeliveredIds);
    }

    [Fact]
    public async Task Metrics_without_points_do_not_pile_up_in_open_tables()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            new PipelineOptions { Pdata = PdataMode.Columns }, new TestExporter());
        byte[] request = Requests.Empty(Signal.Metrics);
        harness.Send(Signal.Metrics, request);
        long before = harness.Pool.Budget.UsedBytes;
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(SubmitStatus.Accepted, harness.Send(Signal.Metrics, request).Status);
        }

        Assert.Equal(before, harness.Pool.Budget.UsedBytes);
    }

    [Fact]
    public async Task One_item_larger_than_a_batch_travels_alone()
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Batch = new BatchOptions { MaxBytes = 2048 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        harness.Send(Signal.Logs, Requests.LogsOfSize(items: 3, bodyBytes: 5000));
        await exporter.DeliveredAsync(3);
        Assert.All(exporter.Delivered, batch => Assert.Single(batch.Ids));
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Invalid_items_of_a_split_request_are_left_out(PdataMode mode)
    {
        var exporter = new TestExporter();
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = 10 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);

        SubmitResult result = harness.Send(Signal.Traces, Requests.TracesWithOddOnesInvalid(Enumerable.Range(1, 50)));
        Assert.Equal((25, 25), (result.AcceptedItems, result.RejectedItems));
        harness.PassBatchTimeout();
        await Waiting.UntilAsync(() => exporter.DeliveredIds.Count() == 25, "everything delivered");
        Assert.Equal(Enumerable.Range(1, 25).Select(n => 2 * n), exporter.DeliveredIds);
    }
}

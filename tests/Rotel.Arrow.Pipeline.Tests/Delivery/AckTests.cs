using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Delivery;

/// <summary>What requests that wait for delivery are told.</summary>
public sealed class AckTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    private static readonly RetryOptions OneTry = new() { MaxElapsed = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task The_mode_says_whether_receivers_wait()
    {
        await using PipelineHarness admitted = await PipelineHarness.StartAsync(new PipelineOptions(), new TestExporter());
        await using PipelineHarness delivered = await PipelineHarness.StartAsync(
            new PipelineOptions { Ack = AckMode.Delivered }, new TestExporter());
        Assert.False(admitted.Ingress.WaitsForDelivery);
        Assert.True(delivered.Ingress.WaitsForDelivery);
    }

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Requests_of_one_batch_are_told_when_it_is_delivered_and_not_before(PdataMode mode)
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            new PipelineOptions { Pdata = mode, Ack = AckMode.Delivered }, exporter);

        TestListener[] listeners = [new(), new(), new()];
        for (int i = 0; i < 3; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i), listeners[i]);
        }

        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 3), listener: null);
        harness.PassBatchTimeout();
        await exporter.AttemptedAsync(1);
        Assert.DoesNotContain(listeners, listener => listener.IsCompleted);
        gate.Open();
        foreach (TestListener listener in listeners)
        {
            Assert.Equal(Outcome.Ack, await listener.OutcomeAsync());
        }
    }

    [Theory]
    [InlineData(OutcomeKind.PermanentNack, OutcomeKind.Ack, OutcomeKind.PermanentNack)]
    [InlineData(OutcomeKind.Ack, OutcomeKind.RetryableNack, OutcomeKind.RetryableNack)]
    [InlineData(OutcomeKind.RetryableNack, OutcomeKind.PermanentNack, OutcomeKind.RetryableNack)]
    [InlineData(OutcomeKind.Ack, OutcomeKind.Ack, OutcomeKind.Ack)]
    public async Task The_outcome_is_the_worst_of_all_destinations(OutcomeKind first, OutcomeKind second, OutcomeKind expected)
    {
        var one = new TestExporter("one") { Answer = (_, _) => new(Answer(first)) };
        var two = new TestExporter("two") { Answer = (_, _) => new(Answer(second)) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            new PipelineOptions { Ack = AckMode.Delivered, Retry = OneTry }, one, two);
        harness.ExpectsErrors = expected != OutcomeKind.Ack;

        var listener = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1), listener);
        harness.PassBatchTimeout();
        Assert.Equal(expected, (await listener.OutcomeAsync()).Kind);
        Assert.Equal(1, listener.Completions);
    }

    [Fact]
    public async Task Items_that_the_destination_rejects_are_counted_and_passed_on_and_not_retried()
    {
        var exporter = new TestExporter
        {
            Answer = static (_, _) => new(Outcome.Ack with { RejectedItems = 3, Message = "schema" }),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions { Ack = AckMode.Delivered }, exporter);
        harness.ExpectsErrors = true;

        var large = new TestListener();
        var small = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1, 2, 3, 4), large);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 5), small);
        harness.PassBatchTimeout();

        // Which items it was is unknown: each request hears of as many as it can have lost.
        Assert.Equal(Outcome.Ack with { RejectedItems = 3, Message = "schema" }, await large.OutcomeAsync());
        Assert.Equal(1, (await small.OutcomeAsync()).RejectedItems);
        FlowStatistics flow = harness.Flow("test", Signal.Logs);
        Assert.Equal((2, 3), (flow.DeliveredItems, flow.DroppedByCause[NackCause.DestinationRejected]));
        Assert.Single(exporter.Attempts);
        Assert.Contains(harness.Log.Errors, line => line.Contains("rejected 3 of 5 log records: schema"));
    }

    [Theory]
    [InlineData(1_000_000, 0, 2)]
    [InlineData(-5, 2, 0)]
    public async Task A_rejected_count_that_cannot_be_is_cut_to_what_was_sent(long claimed, long delivered, long dropped)
    {
        var exporter = new TestExporter { Answer = (_, _) => new(Outcome.Ack with { RejectedItems = claimed }) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1, 2));
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(1)));
        FlowStatistics flow = harness.Flow("test", Signal.Logs);
        Assert.Equal((delivered, dropped), (flow.DeliveredItems, flow.DroppedItems));
    }

    [Fact]
    public async Task A_listener_that_throws_does_not_keep_the_others_waiting()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            new PipelineOptions { Ack = AckMode.Delivered }, new TestExporter());
        harness.ExpectsErrors = true;
        var good = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1), new ThrowingListener());
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2), good);
        harness.PassBatchTimeout();
        Assert.Equal(Outcome.Ack, await good.OutcomeAsync());
    }

    [Fact]
    public async Task A_request_adds_up_the_rejected_items_of_its_parts()
    {
        var listener = new TestListener();
        listener.AddPart();
        listener.AddPart();
        listener.CompletePart(Outcome.Ack with { RejectedItems = 2 });
        Assert.False(listener.IsCompleted);
        listener.CompletePart(Outcome.Permanent(NackCause.DestinationRejected, "no") with { RejectedItems = 1 });
        Outcome outcome = await listener.OutcomeAsync();
        Assert.Equal((OutcomeKind.PermanentNack, 3), (outcome.Kind, outcome.RejectedItems));
    }

    private static Outcome Answer(OutcomeKind kind) => kind switch
    {
        OutcomeKind.Ack => Outcome.Ack,
        OutcomeKind.RetryableNack => Outcome.Retryable(NackCause.DestinationUnreachable, "down"),
        _ => Outcome.Permanent(NackCause.DestinationRejected, "never"),
    };

    private sealed class ThrowingListener : DeliveryListener
    {
        protected override void OnCompleted(in Outcome outcome) => throw new InvalidOperationException("broken listener");
    }
}

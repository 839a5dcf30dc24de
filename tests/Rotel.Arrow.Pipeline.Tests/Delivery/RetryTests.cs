using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Delivery;

/// <summary>What happens to a batch that a destination does not take at once.</summary>
public sealed class RetryTests
{
    private static readonly PipelineOptions Unbatched = new() { Batch = new BatchOptions { Enabled = false } };

    [Fact]
    public async Task A_destination_that_comes_back_gets_everything_after_growing_waits()
    {
        var exporter = new TestExporter { Answer = FailsUntil(attempt: 5) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));

        var sleeps = new List<double>();
        for (int i = 0; i < 4; i++)
        {
            sleeps.Add((await harness.Time.PassNextSleepAsync()).TotalSeconds);
        }

        await exporter.DeliveredAsync(1);
        Assert.Equal([5, 10, 20, 30], sleeps);
        Assert.Equal(4, harness.Queue("test").Retries);
        Assert.Contains(harness.Log.Lines, line => line.Contains("retries 1 log records after attempt 1 in 5.0 s (destination_unreachable): down"));
    }

    [Fact]
    public async Task The_wait_is_what_the_destination_asks_for_when_that_is_longer()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => new(attempt.Number switch
            {
                1 => Outcome.Retryable(NackCause.DestinationThrottled, "slow down", TimeSpan.FromSeconds(17)),
                2 => Outcome.Retryable(NackCause.DestinationThrottled, "slow down", TimeSpan.FromDays(7)),
                3 => Outcome.Retryable(NackCause.DestinationThrottled, "slow down", TimeSpan.FromSeconds(-1)),
                _ => Outcome.Ack,
            }),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));

        Assert.Equal(17, (await harness.Time.PassNextSleepAsync()).TotalSeconds);
        Assert.Equal(60, (await harness.Time.PassNextSleepAsync()).TotalSeconds);
        Assert.Equal(20, (await harness.Time.PassNextSleepAsync()).TotalSeconds);
        await exporter.DeliveredAsync(1);
    }

    [Fact]
    public async Task A_batch_is_dropped_and_counted_when_retries_have_used_up_their_time()
    {
        var exporter = new TestExporter { Answer = FailsUntil(attempt: int.MaxValue) };
        var options = Unbatched with { Retry = new RetryOptions { MaxElapsed = TimeSpan.FromSeconds(40) } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        harness.ExpectsErrors = true;
        var listener = new TestListener();
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 1, 2), listener);

        // 5 + 10 + 20 = 35 s; the next wait of 30 s would end after 40 s.
        for (int i = 0; i < 3; i++)
        {
            await harness.Time.PassNextSleepAsync();
        }

        Outcome outcome = await listener.OutcomeAsync();
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.RetriesExhausted), (outcome.Kind, outcome.Cause));
        Assert.Contains("after 4 attempt(s) in 35 s", outcome.Message);
        Assert.Contains("destination_unreachable: down", outcome.Message);
        Assert.Equal(2, harness.Flow("test", Signal.Traces).DroppedByCause[NackCause.RetriesExhausted]);
        Assert.Contains(harness.Log.Errors, line => line.Contains("'test' dropped 2 spans (retries_exhausted)"));
    }

    [Fact]
    public async Task What_a_destination_took_of_a_batch_that_is_given_up_counts_as_delivered()
    {
        var exporter = new TestExporter
        {
            // It takes two of five items, then not even a connection: what it has it keeps.
            Answer = static (attempt, _) => new(Outcome.Retryable(NackCause.DestinationUnreachable, "down") with
            {
                DeliveredItems = attempt.Number == 1 ? 2 : 0,
            }),
        };
        var options = Unbatched with { Retry = new RetryOptions { MaxElapsed = TimeSpan.FromSeconds(10) } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        harness.ExpectsErrors = true;
        var listener = new TestListener();
        harness.Send(Signal.Traces, Requests.With(Signal.Traces, 1, 2, 3, 4, 5), listener);
        await harness.Time.PassNextSleepAsync();

        Outcome outcome = await listener.OutcomeAsync();
        Assert.Equal((OutcomeKind.RetryableNack, NackCause.RetriesExhausted), (outcome.Kind, outcome.Cause));
        FlowStatistics flow = harness.Flow("test", Signal.Traces);
        Assert.Equal((2, 3), (flow.DeliveredItems, flow.DroppedByCause[NackCause.RetriesExhausted]));
        Assert.Contains(harness.Log.Errors, line => line.Contains("'test' dropped 3 spans (retries_exhausted)"));
    }

    [Fact]
    public async Task The_clock_of_a_batch_starts_at_its_first_failure_and_not_in_the_queue()
    {
        var gate = new Gate();
        var exporter = new TestExporter();
        exporter.Answer = async (attempt, cancellation) => attempt.Number switch
        {
            1 => await gate.PassAsync(attempt, cancellation),
            2 => Outcome.Retryable(NackCause.DestinationUnreachable, "down"),
            _ => Outcome.Ack,
        };
        var options = Unbatched with { RequestTimeout = TimeSpan.FromHours(1), Retry = new RetryOptions { MaxElapsed = TimeSpan.FromSeconds(10) } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2));
        await exporter.AttemptedAsync(1);
        harness.Time.Advance(TimeSpan.FromSeconds(600));
        gate.Open();
        await harness.Time.PassNextSleepAsync();
        await exporter.DeliveredAsync(2);
        Assert.Equal([1, 2], exporter.DeliveredIds);
    }

    [Fact]
    public async Task A_permanent_nack_is_not_retried()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => new(attempt.Number == 1
                ? Outcome.Permanent(NackCause.DestinationRejected, "bad data")
                : Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.ExpectsErrors = true;
        var listener = new TestListener();
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1), listener);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 2));
        Assert.Equal(Outcome.Permanent(NackCause.DestinationRejected, "bad data"), await listener.OutcomeAsync());
        await exporter.DeliveredAsync(1);
        Assert.Equal([2], exporter.DeliveredIds);
        Assert.Equal(0, harness.Queue("test").Retries);
        Assert.Equal(1, harness.Flow("test", Signal.Logs).DroppedByCause[NackCause.DestinationRejected]);
    }

    [Fact]
    public async Task An_attempt_without_answer_is_cancelled_after_the_request_timeout_and_retried()
    {
        var exporter = new TestExporter();
        exporter.Answer = async (attempt, cancellation) =>
        {
            if (attempt.Number <= 2)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }

            return Outcome.Ack;
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            await exporter.AttemptedAsync(attempt);
            harness.Time.Advance(TimeSpan.FromSeconds(5));
            await harness.Time.PassNextSleepAsync();
        }

        await exporter.DeliveredAsync(1);
        Assert.Contains(harness.Log.Lines, line => line.Contains("(destination_timeout): No answer within 5 s."));
    }

    [Fact]
    public async Task An_exporter_that_throws_is_tried_again_and_named_in_the_log()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => attempt.Number == 1 ? throw new FormatException("a defect") : new(Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        await harness.Time.PassNextSleepAsync();
        await exporter.DeliveredAsync(1);
        Assert.Contains(harness.Log.Errors, line => line.Contains("Exporter 'test' failed unexpectedly"));
    }

    [Fact]
    public async Task An_exporter_that_cancels_by_itself_is_at_fault_and_not_the_timeout()
    {
        var exporter = new TestExporter
        {
            Answer = static (attempt, _) => attempt.Number == 1 ? throw new OperationCanceledException("mine") : new(Outcome.Ack),
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        await harness.Time.PassNextSleepAsync();
        await exporter.DeliveredAsync(1);
        Assert.Contains(harness.Log.Lines, line => line.Contains("(exporter_fault)"));
    }

    [Fact]
    public async Task A_cause_that_does_not_exist_is_counted_as_a_fault_of_the_exporter()
    {
        var exporter = new TestExporter { Answer = static (_, _) => new(new Outcome(OutcomeKind.PermanentNack, (NackCause)200)) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(1, harness.Flow("test", Signal.Logs).DroppedByCause[NackCause.ExporterFault]);
    }

    [Fact]
    public async Task An_outage_is_a_few_lines_in_the_log_and_not_one_a_batch()
    {
        var exporter = new TestExporter { Answer = static (_, _) => new(Outcome.Permanent(NackCause.DestinationRejected, "no")) };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, exporter);
        harness.ExpectsErrors = true;
        for (int i = 0; i < 50; i++)
        {
            harness.Send(Signal.Logs, Requests.With(Signal.Logs, i));
        }

        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(1)));
        Assert.Single(harness.Log.Errors);
        harness.Time.Advance(TimeSpan.FromSeconds(11));
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 50));
        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromSeconds(1)));
        Assert.Contains("[49 similar messages suppressed]", harness.Log.Errors.Last());
    }

    [Fact]
    public async Task Destinations_have_patience_of_their_own()
    {
        var patient = new TestExporter("patient") { Answer = FailsUntil(attempt: 2) };
        var hasty = new TestExporter("hasty") { Answer = FailsUntil(attempt: 2) };
        (IExporter, DestinationOptions)[] destinations =
        [
            (patient, new DestinationOptions()),
            (hasty, new DestinationOptions { Retry = new RetryOptions { MaxElapsed = TimeSpan.FromSeconds(1) } }),
        ];
        await using PipelineHarness harness = await PipelineHarness.StartAsync(Unbatched, 1 << 24, destinations);
        harness.ExpectsErrors = true;
        harness.Send(Signal.Logs, Requests.With(Signal.Logs, 1));
        Assert.Equal(5, (await harness.Time.PassNextSleepAsync()).TotalSeconds);
        await patient.DeliveredAsync(1);
        await Waiting.UntilAsync(() => harness.Flow("hasty", Signal.Logs).DroppedItems == 1, "hasty has given up");
        Assert.Single(hasty.Attempts);
    }

    private static Func<Attempt, CancellationToken, ValueTask<Outcome>> FailsUntil(int attempt) =>
        (current, _) => new(current.Number < attempt ? Outcome.Retryable(NackCause.DestinationUnreachable, "down") : Outcome.Ack);
}

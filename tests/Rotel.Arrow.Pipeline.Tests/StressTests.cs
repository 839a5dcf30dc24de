using System.Collections.Concurrent;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests;

/// <summary>Everything at once, with a seed.</summary>
public sealed class StressTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Every_accepted_item_reaches_every_destination_exactly_once(PdataMode mode)
    {
        const int Senders = 6, RequestsEach = 700;
        var failing = new ConcurrentDictionary<int, int>();
        var flaky = new TestExporter("flaky") { MaxConcurrency = 3 };
        flaky.Answer = async (attempt, cancellation) =>
        {
            // Each batch fails with a probability of a third at its first attempts; the id of its first item decides.
            int tries = failing.AddOrUpdate(attempt.Ids[0], 1, static (_, n) => n + 1);
            await Task.Yield();
            return attempt.Ids[0] % 3 == 0 && tries <= 2 ? Outcome.Retryable(NackCause.DestinationReset, "flaky") : Outcome.Ack;
        };
        var steady = new TestExporter("steady") { MaxConcurrency = 2 };
        var options = new PipelineOptions
        {
            Pdata = mode,
            Ack = AckMode.Delivered,
            QueueBatches = 20,
            Shards = 3,
            Batch = new BatchOptions { MaxItems = 40 },
            Retry = new RetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(1), MaxBackoff = TimeSpan.FromMilliseconds(2), MaxElapsed = TimeSpan.Zero },
        };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(options, flaky, steady);
        using var done = new CancellationTokenSource();
        Task clock = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                harness.Time.AdvanceMilliseconds(5);
                await Task.Yield();
            }
        });

        int next = 0;
        var listeners = new ConcurrentBag<TestListener>();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var random = new Random(sender);
            for (int i = 0; i < RequestsEach; i++)
            {
                var signal = (Signal)random.Next(3);
                int items = random.Next(20) == 0 ? random.Next(41, 120) : random.Next(0, 12);
                byte[] request = Requests.With(signal, Enumerable.Range(Interlocked.Add(ref next, items) - items, items));
                TestListener? listener = items > 0 && random.Next(2) == 0 ? new TestListener() : null;
                Admission admission;
                while ((admission = harness.Ingress.TryAdmit(signal, request.Length)).Slab is null)
                {
                    await Task.Yield();
                }

                SubmitResult result = harness.Submit(signal, request, admission.Slab, listener);
                Assert.Equal((SubmitStatus.Accepted, items), (result.Status, result.AcceptedItems));
                if (listener is not null)
                {
                    listeners.Add(listener);
                }
            }
        }))).WaitAsync(Waiting.Patience);

        foreach (TestListener listener in listeners)
        {
            Assert.Equal(Outcome.Ack, await listener.OutcomeAsync());
        }

        Assert.True(await harness.Pipeline.FlushAsync(TimeSpan.FromDays(1)).WaitAsync(Waiting.Patience));
        await done.CancelAsync();
        await clock;
        Assert.Equal(Enumerable.Range(0, next), flaky.DeliveredIds.Order());
        Assert.Equal(Enumerable.Range(0, next), steady.DeliveredIds.Order());
        Assert.All(listeners, listener => Assert.Equal(1, listener.Completions));
        harness.AssertBalanced();
        PipelineStatistics statistics = harness.Pipeline.ReadStatistics();
        Assert.Equal(next, statistics.Signals.Sum(signal => signal.AcceptedItems));
        Assert.Equal(Senders * RequestsEach, statistics.Signals.Sum(signal => signal.AcceptedRequests));
        Assert.All(statistics.Flows, flow => Assert.Equal((flow.AcceptedItems, 0), (flow.DeliveredItems, flow.InFlightItems)));
        if (mode == PdataMode.Auto)
        {
            // Open tables keep their dictionaries between batches, until the pipeline stops.
            await Waiting.UntilAsync(() => harness.Pool.Budget.UsedBytes == 0, "the memory is back");
        }
    }
}

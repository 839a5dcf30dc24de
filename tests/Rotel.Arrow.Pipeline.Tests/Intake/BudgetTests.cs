using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>Memory in flight stays at its bound whatever arrives.</summary>
public sealed class BudgetTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task A_sink_that_hangs_under_ten_times_the_budget_never_exceeds_it_by_a_tenth(PdataMode mode)
    {
        const long BudgetBytes = 16 << 20;
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync, MaxConcurrency = 4, ReadsIds = false };
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = 1000 } };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(
            options, BudgetBytes, [(exporter, new DestinationOptions())], track: false);

        byte[] request = Requests.LogsOfSize(items: 100, bodyBytes: 300);
        int accepted = 0;
        int refused = 0;
        int senders = 4;
        long total = 10 * BudgetBytes / request.Length;
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(() =>
        {
            for (long i = 0; i < total / senders; i++)
            {
                bool sent = harness.TrySend(Signal.Logs, request, out Admission _);
                Interlocked.Increment(ref sent ? ref accepted : ref refused);
            }
        })));

        Assert.InRange(harness.Pool.Budget.PeakBytes, BudgetBytes / 2, BudgetBytes + (BudgetBytes / 10));
        Assert.True(refused > accepted);
        Assert.Equal(refused, harness.Signal(Signal.Logs).RefusedRequests);
        Assert.Equal(accepted * 100L, harness.Flow("test", Signal.Logs).InFlightItems);

        gate.Open();
        harness.PassBatchTimeout();
        await Waiting.UntilAsync(() => harness.Flow("test", Signal.Logs).DeliveredItems == accepted * 100L, "all delivered");

        // Open tables keep their dictionaries between batches.
        // A batch is counted first and released then.
        long left = mode == PdataMode.Auto ? 0 : BudgetBytes / 10;
        await Waiting.UntilAsync(() => harness.Pool.Budget.UsedBytes <= left, "the memory is back");
    }

    [Fact]
    public async Task Small_requests_share_memory_instead_of_holding_a_page_each()
    {
        var gate = new Gate();
        var exporter = new TestExporter { Answer = gate.PassAsync };
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), exporter);

        byte[] request = Requests.With(Signal.Logs, 1);
        for (int i = 0; i < 1000; i++)
        {
            harness.Send(Signal.Logs, request);
        }

        long sent = 1000L * request.Length;
        Assert.InRange(harness.Pool.Budget.UsedBytes, sent, 2 * sent);
        gate.Open();
    }

    [Fact]
    public async Task A_body_much_smaller_than_its_slab_does_not_keep_the_slab()
    {
        await using PipelineHarness harness = await PipelineHarness.StartAsync(new PipelineOptions(), new TestExporter());
        byte[] request = Requests.LogsOfSize(items: 10, bodyBytes: 1000);
        Admission admission = harness.Ingress.TryAdmit(Signal.Logs, 4 << 20);
        harness.Submit(Signal.Logs, request, admission.Slab!, null);
        Assert.InRange(harness.Pool.Budget.UsedBytes, request.Length, 2 * request.Length);
    }
}

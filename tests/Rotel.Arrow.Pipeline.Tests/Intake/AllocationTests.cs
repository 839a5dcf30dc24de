using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Intake;

/// <summary>The way of a request costs the garbage collector next to nothing.</summary>
public sealed class AllocationTests
{
    public static TheoryData<PdataMode> BothModes => Modes.All;

    [Theory]
    [MemberData(nameof(BothModes))]
    public async Task Admitting_and_submitting_allocates_the_handle_of_the_slab_and_nothing_else(PdataMode mode)
    {
        using var pool = new SlabPool(new ByteBudget(256 << 20));
        var options = new PipelineOptions { Pdata = mode, Batch = new BatchOptions { MaxItems = int.MaxValue, MaxBytes = 1 << 30 } };
        TelemetryPipeline pipeline = new PipelineBuilder(options, pool) { Time = new SignallingTimeProvider() }
            .Add(new TestExporter { ReadsIds = false }).Build();
        await pipeline.StartAsync(CancellationToken.None);
        byte[] request = Requests.LogsOfSize(items: 100, bodyBytes: 200);

        SendMany(pipeline.Ingress, request, 300);
        double perRequest = Allocations.Least(() => SendMany(pipeline.Ingress, request, 300)) / 300.0;

        // The handle of a slab is 40 bytes; the list of pieces and the columns of the open batch double now and then.
        Assert.InRange(perRequest, 0, 160);
        await pipeline.StopAsync();
    }

    private static void SendMany(IIngress ingress, byte[] request, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Slab slab = ingress.TryAdmit(Signal.Logs, request.Length).Slab!;
            request.CopyTo(slab.GetSpan());
            if (ingress.Submit(Signal.Logs, slab, request.Length, null).Status != SubmitStatus.Accepted)
            {
                // Not an Assert: those allocate.
                throw new InvalidOperationException("not accepted");
            }
        }
    }
}

using Google.Protobuf;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>
/// A started exporter with a tracking pool. Its end fails the test when a slab was not given back; a body that is still
/// being written when its call is over gets a while for that.
/// </summary>
internal sealed class SendRig : IAsyncDisposable
{
    private static readonly TimeSpan s_lastWrite = TimeSpan.FromSeconds(20);

    private readonly List<PdataBatch> _batches = [];

    private SendRig(OtlpExporterOptions options) =>
        Exporter = new OtlpExporter("otlp-" + Guid.NewGuid(), options, Pool, TimeProvider.System, Log);

    internal SlabPool Pool { get; } = new(new ByteBudget(1L << 30), track: true);

    internal LogRecorder Log { get; } = new();

    internal OtlpExporter Exporter { get; }

    internal static async Task<SendRig> StartAsync(OtlpExporterOptions options)
    {
        var rig = new SendRig(options);
        await rig.Exporter.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>An exporter of all signals with one destination; the timeout leaves room for a slow machine.</summary>
    internal static Task<SendRig> StartAsync(string endpoint, Func<OtlpDestinationOptions, OtlpDestinationOptions> change) =>
        StartAsync(OtlpExporterOptions.ForAll(change(Destination(endpoint))));

    internal static OtlpDestinationOptions Destination(string endpoint)
    {
        Assert.True(HttpEndpoint.TryParse(endpoint, out HttpEndpoint parsed, out string error), error);
        return new OtlpDestinationOptions
        {
            Endpoint = parsed,
            Compression = OtlpCompression.None,
            RequestTimeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>A batch with one piece a request. The rig releases it at the end.</summary>
    internal PdataBatch Batch(params IMessage[] requests) => Batch(
        Enum.Parse<Signal>(OtlpItems.SignalOf(requests[0]), ignoreCase: true),
        [.. requests.Select(static request => (request.ToByteArray(), OtlpItems.Count(request)))]);

    /// <summary>A batch of given bytes and item counts.</summary>
    internal PdataBatch Batch(Signal signal, params (byte[] Bytes, int Items)[] pieces)
    {
        var bytes = new OtlpBytes(signal);
        foreach ((byte[] piece, int items) in pieces)
        {
            Slab slab = Pool.Rent(piece.Length);
            piece.CopyTo(slab.GetSpan());
            bytes.Add(slab, 0, piece.Length, items);
        }

        var batch = new PdataBatch(bytes, new NoConverter());
        _batches.Add(batch);
        return batch;
    }

    internal async Task<Outcome> SendAsync(PdataBatch batch) =>
        await Exporter.ExportAsync(batch, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _batches.ForEach(static batch => batch.Release());
        await Exporter.DisposeAsync();
        long start = TimeProvider.System.GetTimestamp();
        while (Pool.LiveSlabs > 0 && TimeProvider.System.GetElapsedTime(start) < s_lastWrite)
        {
            await Task.Delay(5);
        }

        Pool.AssertNoLeaks();
    }

    private sealed class NoConverter : PdataConverter
    {
        public override OtlpBytes ToOtlp(OtapBatch batch) => throw new NotSupportedException();

        public override OtapBatch ToOtap(OtlpBytes bytes, out ConversionLoss loss) => throw new NotSupportedException();
    }
}

using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Tests;

/// <summary>Batches of generated messages. Dispose fails the test when an exporter did not give one back.</summary>
internal sealed class TestBatch : IDisposable
{
    /// <summary>Memory of the batches, and for exporters that need some.</summary>
    public SlabPool Pool { get; } = new(new ByteBudget(1 << 30), track: true);

    /// <summary>OTLP bytes, a piece a message; must be released by the caller. Conversion to tables fails.</summary>
    public PdataBatch Of(params IReadOnlyList<IMessage> messages)
    {
        var bytes = new OtlpBytes(SignalOf(messages[0]));
        foreach (IMessage message in messages)
        {
            byte[] encoded = message.ToByteArray();
            Slab slab = Pool.Rent(Math.Max(encoded.Length, 1));
            encoded.CopyTo(slab.GetSpan());
            bytes.Add(slab, 0, encoded.Length, OtlpItems.Count(message));
        }

        return new PdataBatch(bytes, new NoConversion());
    }

    /// <summary>The same decoded into tables. Conversion to bytes fails.</summary>
    public PdataBatch OfTables(IMessage message)
    {
        using var builder = new OtapBatchBuilder(SignalOf(message), Pool);
        Assert.Equal(AppendStatus.Appended, builder.Append(message.ToByteArray()).Status);
        return new PdataBatch(builder.Seal(), new NoConversion());
    }

    public void Dispose()
    {
        Assert.Equal(0, Pool.LiveSlabs);
        Pool.Dispose();
    }

    private static Signal SignalOf(IMessage message) =>
        Enum.GetValues<Signal>().Single(signal => signal.Name() == OtlpItems.SignalOf(message));

    private sealed class NoConversion : PdataConverter
    {
        public override OtlpBytes ToOtlp(OtapBatch batch) => throw new InvalidOperationException("Nothing needs a conversion here.");

        public override OtapBatch ToOtap(OtlpBytes bytes, out ConversionLoss loss) => throw new InvalidOperationException("Nothing needs a conversion here.");
    }
}

using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Views;
using Xunit;

namespace Rotel.Arrow.Otap.Tests.FromRecords;

/// <summary>A stream of a peer on our side, with a pool that tracks: messages in, OTLP out.</summary>
internal sealed class RecordsUnderTest : IDisposable
{
    private readonly RecordsDecoder _decoder;
    private readonly RecordsLimits _limits;

    public RecordsUnderTest(Signal signal, RecordsLimits? limits = null)
    {
        _limits = limits ?? new RecordsLimits();
        Pool = new SlabPool(new ByteBudget(1L << 40), track: true);
        _decoder = new RecordsDecoder(signal, Pool);
        Stream = new RecordsStream(signal, Pool, _limits);
    }

    public SlabPool Pool { get; }

    public RecordsStream Stream { get; private set; }

    /// <summary>The sender opens another stream.</summary>
    public void Restart()
    {
        Stream.Dispose();
        Stream = new RecordsStream(_decoder.Signal, Pool, _limits);
    }

    /// <summary>Reads a message; gives the answer, and what was in it as OTLP messages.</summary>
    public RecordsRead Read(ReadOnlyMemory<byte> message, out List<byte[]> otlp)
    {
        var batches = new List<OtapBatch>();
        RecordsRead read = Stream.Read(message, _decoder, batches);
        otlp = [];
        foreach (OtapBatch batch in batches)
        {
            OtapBatchRules.AssertHolds(batch);
            OtlpBytes bytes = OtlpEncoder.Encode(batch, Pool);
            otlp.Add(bytes[0].Span.ToArray());
            bytes.Release();
            batch.Release();
        }

        if (read.Status != RecordsStatus.Ok)
        {
            Assert.Empty(otlp);
            Assert.False(string.IsNullOrEmpty(read.Message));
        }

        return read;
    }

    /// <summary>Last line of a test: everything was given back.</summary>
    public void AssertClean()
    {
        Stream.Dispose();
        _decoder.Dispose();
        Pool.AssertNoLeaks();
        Assert.Equal(0, Pool.Budget.UsedBytes);
    }

    public void Dispose() => Pool.Dispose();
}

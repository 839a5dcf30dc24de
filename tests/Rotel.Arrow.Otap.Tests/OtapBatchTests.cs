using Google.Protobuf;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otap.Tests.Wire;
using Rotel.Arrow.Otap.ToOtlp;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otap.Tests;

/// <summary>A sealed batch is immutable, shared by references, and ends once.</summary>
public sealed class OtapBatchTests
{
    public static IEnumerable<object[]> Signals => TablesUnderTest.Signals;

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Threads_that_share_a_batch_read_the_same_while_the_builder_goes_on(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        byte[] bytes = new RandomOtlp(4, RandomOtlpOptions.Edge with { Items = 150, LargeValueBytes = 2000 }).Request(signal.Name()).ToByteArray();
        Assert.Equal(AppendStatus.Appended, tables.Builder.Append(bytes).Status);
        IMessage expected = TablesUnderTest.WithoutEmptyEnvelopes(GoogleParser.TryParse(signal, bytes)!);
        OtapBatch batch = tables.Builder.Seal();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 5; i++)
            {
                Assert.Equal(expected, tables.Encode(batch.Retain()));
            }
        }))];
        for (int i = 0; i < 20; i++)
        {
            tables.Builder.Append(new RandomOtlp(100 + i).Request(signal.Name()).ToByteArray());
            tables.Builder.Seal().Release();
        }

        await Task.WhenAll(readers);
        batch.Release();
        tables.AssertClean();
    }

    [Fact]
    public void A_batch_ends_with_its_last_reference_and_stays_ended()
    {
        using var tables = new TablesUnderTest(Signal.Logs);
        tables.Builder.Append(new RandomOtlp(1).Logs().ToByteArray());
        OtapBatch batch = tables.Builder.Seal();
        Assert.Same(batch, batch.Retain());
        batch.Release();
        OtlpEncoder.Encode(batch, tables.Pool).Release();
        batch.Release();
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ObjectDisposedException>(() => batch.Retain());
        }

        Assert.Throws<ObjectDisposedException>(() => OtlpEncoder.Encode(batch, tables.Pool));
        Assert.Throws<ObjectDisposedException>(batch.Release);
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void A_batch_of_nothing_is_a_batch_and_encodes_as_an_empty_request(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        OtapBatch batch = tables.Builder.Seal();
        Assert.Equal(0, batch.ItemCount);
        Assert.Equal(0, batch.Root.Length);
        Assert.Single(batch.Tables);
        Assert.Equal(0, tables.Encode(batch).CalculateSize());
        tables.AssertClean();
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public void Many_batches_of_one_long_lived_builder_come_back_equal_also_when_read_late(Signal signal)
    {
        using var tables = new TablesUnderTest(signal);
        var kept = new Queue<(OtapBatch Batch, IMessage Expected)>();
        for (int i = 0; i < 300; i++)
        {
            Profile profile = i % 3 == 0 ? Profile.Edge : Profile.Realistic;
            IMessage request = new RandomOtlp(i, new RandomOtlpOptions { Profile = profile, Items = 1 + (i % 40), LargeValueBytes = 5000 }).Request(signal.Name());
            Assert.Equal(AppendStatus.Appended, tables.Builder.Append(request.ToByteArray()).Status);
            kept.Enqueue((tables.Builder.Seal(), TablesUnderTest.WithoutEmptyEnvelopes(request)));
            if (kept.Count > 25)
            {
                (OtapBatch batch, IMessage expected) = kept.Dequeue();
                FromOtlp.RoundTripTests.AssertSame(expected, tables.Encode(batch), i);
            }
        }

        foreach ((OtapBatch batch, IMessage expected) in kept)
        {
            Assert.Equal(expected, tables.Encode(batch));
        }

        tables.AssertClean();
    }
}

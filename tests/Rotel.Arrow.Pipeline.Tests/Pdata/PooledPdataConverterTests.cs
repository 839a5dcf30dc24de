using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Tests.Pdata;

/// <summary>From one form to the other and back.</summary>
public sealed class PooledPdataConverterTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Bytes_in_several_pieces_become_tables_and_bytes_again(Signal signal)
    {
        using var pool = new SlabPool(new ByteBudget(1 << 28), track: true);
        var converter = new PooledPdataConverter(pool);
        for (int round = 0; round < 3; round++)
        {
            OtlpBytes bytes = Bytes(pool, signal, Requests.With(signal, 1, 2, 3), Requests.With(signal, 4, 5));
            OtapBatch tables = converter.ToOtap(bytes, out ConversionLoss loss);
            Assert.Equal(default, loss);
            Assert.Equal(5, tables.ItemCount);
            OtlpBytes again = converter.ToOtlp(tables);
            Assert.Equal([1, 2, 3, 4, 5], Requests.Ids(signal, again[0].Span));
            bytes.Release();
            again.Release();
            tables.Release();
        }

        // What is left are the dictionaries of the builder that waits for the next batch.
        Assert.InRange(pool.LiveSlabs, 0, 64);
        converter.Dispose();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void A_batch_converts_once_however_many_ask()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 28), track: true);
        using var converter = new PooledPdataConverter(pool);
        var batch = new PdataBatch(Bytes(pool, Signal.Logs, Requests.With(Signal.Logs, 1)), converter);
        Assert.False(batch.HasOtap);
        OtapBatch[] seen = new OtapBatch[8];
        Parallel.For(0, seen.Length, i => seen[i] = batch.AsOtap());
        Assert.All(seen, tables => Assert.Same(seen[0], tables));
        Assert.True(batch.HasOtap);
        batch.Release();
        Assert.Throws<ObjectDisposedException>(batch.Release);
    }

    [Fact]
    public void Bytes_that_are_no_message_are_left_out_and_counted_and_cost_the_others_nothing()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 28), track: true);
        using var converter = new PooledPdataConverter(pool);
        var bytes = new OtlpBytes(Signal.Logs);
        byte[][] requests = [Requests.With(Signal.Logs, 1), Requests.Malformed(), Requests.With(Signal.Logs, 4)];
        for (int i = 0; i < requests.Length; i++)
        {
            Slab slab = pool.Rent(requests[i].Length);
            requests[i].CopyTo(slab.GetSpan());
            bytes.Add(slab, 0, requests[i].Length, itemCount: i == 1 ? 2 : 1);
        }

        OtapBatch tables = converter.ToOtap(bytes, out ConversionLoss loss);
        Assert.Equal(2, tables.ItemCount);
        Assert.Equal(2, loss.Items);
        Assert.Contains("could not be decoded", loss.Message);
        bytes.Release();
        tables.Release();
        converter.Dispose();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void A_batch_with_more_rows_than_tables_hold_says_so()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 28), track: true);
        using var converter = new PooledPdataConverter(pool);
        byte[] half = Requests.With(Signal.Logs, Enumerable.Range(0, 40_000));
        OtlpBytes bytes = Bytes(pool, Signal.Logs, half, half);
        OtapBatch tables = converter.ToOtap(bytes, out ConversionLoss loss);
        Assert.Equal((40_000, 40_000), (tables.ItemCount, loss.Items));
        Assert.Contains("80000 log records has more rows", loss.Message);
        bytes.Release();
        tables.Release();
        converter.Dispose();
        pool.AssertNoLeaks();
    }

    [Fact]
    public void Metrics_without_points_do_not_push_those_with_points_out_of_the_tables()
    {
        using var pool = new SlabPool(new ByteBudget(1 << 28), track: true);
        using var converter = new PooledPdataConverter(pool);
        var empty = new ExportMetricsServiceRequest { ResourceMetrics = { new ResourceMetrics { ScopeMetrics = { new ScopeMetrics() } } } };
        for (int i = 0; i < 70_000; i++)
        {
            empty.ResourceMetrics[0].ScopeMetrics[0].Metrics.Add(new Metric());
        }

        byte[] none = empty.ToByteArray();
        var bytes = new OtlpBytes(Signal.Metrics);
        foreach (byte[] request in (byte[][])[none, Requests.With(Signal.Metrics, 7)])
        {
            Slab slab = pool.Rent(request.Length);
            request.CopyTo(slab.GetSpan());
            bytes.Add(slab, 0, request.Length, request == none ? 0 : 1);
        }

        OtapBatch tables = converter.ToOtap(bytes, out ConversionLoss loss);
        OtlpBytes again = converter.ToOtlp(tables);
        Assert.Equal([7], Requests.Ids(Signal.Metrics, again[0].Span));
        Assert.Equal(default, loss);
        bytes.Release();
        again.Release();
        tables.Release();
        converter.Dispose();
        pool.AssertNoLeaks();
    }

    private static OtlpBytes Bytes(SlabPool pool, Signal signal, params byte[][] requests)
    {
        var bytes = new OtlpBytes(signal);
        foreach (byte[] request in requests)
        {
            Slab slab = pool.Rent(request.Length);
            request.CopyTo(slab.GetSpan());
            bytes.Add(slab, 0, request.Length, request.Length > 3 ? Requests.Ids(signal, request).Count() : 0);
        }

        return bytes;
    }
}

using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;
using Rotel.Arrow.Proto.Metrics.V1;
using Rotel.Arrow.Proto.Resource.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Validation.OtlpValidatorTests;
using AggregationTemporality = Rotel.Arrow.Proto.Metrics.V1.AggregationTemporality;

namespace Rotel.Arrow.Otlp.Tests.Splitting;

public sealed class OtlpSplitterTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1 << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Pieces_obey_the_limits_and_together_are_the_request(Signal signal)
    {
        var random = new RandomOtlp(40, RandomOtlpOptions.Edge with { Items = 25, LargeValueBytes = 3000 });
        var numbers = new Random(41);
        for (int i = 0; i < 80; i++)
        {
            byte[] request = Oracle.RandomRequest(random, signal);
            var limits = new OtlpSplitLimits(numbers.Next(1, 30), numbers.Next(1, request.Length + 100));

            List<Part> parts = Split(signal, request, limits);

            IMessage expected = Oracle.Parse(signal, request);
            Assert.Equal(FlatItems.Of(expected), parts.SelectMany(part => FlatItems.Of(part.Message)));
            Assert.Equal(Oracle.Count(expected), parts.Sum(static part => part.ItemCount));
            foreach (Part part in parts)
            {
                Assert.Equal(Oracle.Count(part.Message), part.ItemCount);
                Assert.Equal(
                    new OtlpValidation(OtlpValidity.Ok, part.ItemCount), OtlpValidator.Validate(signal, part.Bytes));
                Assert.True(part.ItemCount <= limits.MaxItems);
                Assert.True(part.Bytes.Length <= limits.MaxBytes || FlatItems.Of(part.Message).Count == 1);
            }
        }
    }

    [Fact]
    public void Pieces_are_as_full_as_the_item_limit_allows()
    {
        byte[] request = new RandomOtlp(42, RandomOtlpOptions.Realistic with { Items = 100 }).Traces().ToByteArray();

        Assert.Equal(
            [30, 30, 30, 10],
            Split(Signal.Traces, request, new OtlpSplitLimits(30, int.MaxValue)).Select(static part => part.ItemCount));
    }

    [Fact]
    public void Pieces_are_as_full_as_the_byte_limit_allows()
    {
        // Each record takes 4 bytes in its scope; the envelopes take 4.
        ExportLogsServiceRequest request = Records(10, "a");
        int three = Records(3, "a").CalculateSize();

        Assert.Equal(
            [3, 3, 3, 1],
            Split(Signal.Logs, request.ToByteArray(), new OtlpSplitLimits(100, three)).Select(static part => part.ItemCount));
        Assert.Equal(
            [2, 2, 2, 2, 2],
            Split(Signal.Logs, request.ToByteArray(), new OtlpSplitLimits(100, three - 1)).Select(static part => part.ItemCount));
    }

    [Fact]
    public void An_item_above_the_byte_limit_becomes_a_piece_of_its_own()
    {
        ExportLogsServiceRequest request = Records(3, "a");
        request.ResourceLogs[0].ScopeLogs[0].LogRecords[1].SeverityText = new string('x', 1000);

        List<Part> parts = Split(Signal.Logs, request.ToByteArray(), new OtlpSplitLimits(100, 200));

        Assert.Equal([1, 1, 1], parts.Select(static part => part.ItemCount));
        Assert.True(parts[1].Bytes.Length > 1000);
    }

    [Fact]
    public void Points_of_one_metric_are_split_and_each_piece_repeats_the_metric()
    {
        var sum = new Sum { AggregationTemporality = AggregationTemporality.Delta, IsMonotonic = true };
        for (int i = 0; i < 5; i++)
        {
            sum.DataPoints.Add(new NumberDataPoint { AsInt = i });
        }

        var request = new ExportMetricsServiceRequest
        {
            ResourceMetrics =
            {
                new ResourceMetrics
                {
                    ScopeMetrics = { new ScopeMetrics { Metrics = { new Metric { Name = "m", Unit = "By", Sum = sum } } } },
                },
            },
        };

        List<Part> parts = Split(Signal.Metrics, request.ToByteArray(), new OtlpSplitLimits(2, int.MaxValue));

        Assert.Equal([2, 2, 1], parts.Select(static part => part.ItemCount));
        foreach (Part part in parts)
        {
            Metric metric = ((ExportMetricsServiceRequest)part.Message).ResourceMetrics[0].ScopeMetrics[0].Metrics[0];
            Assert.Equal(("m", "By"), (metric.Name, metric.Unit));
            Assert.Equal(AggregationTemporality.Delta, metric.Sum.AggregationTemporality);
            Assert.True(metric.Sum.IsMonotonic);
        }
    }

    [Fact]
    public void Metric_data_that_comes_in_two_fields_keeps_its_settings_in_every_piece()
    {
        // sum{point, temporality=2} sum{point, is_monotonic=true}: protobuf merges them.
        string metric = Wrap(1, "61") + Wrap(7, Wrap(1, "") + "1002") + Wrap(7, Wrap(1, "") + "1801");
        byte[] request = Convert.FromHexString(Wrap(1, Wrap(2, Wrap(2, metric))));

        List<Part> parts = Split(Signal.Metrics, request, new OtlpSplitLimits(1, int.MaxValue));

        Assert.Equal(2, parts.Count);
        Assert.Equal(
            FlatItems.Of(Oracle.Parse(Signal.Metrics, request)), parts.SelectMany(static part => FlatItems.Of(part.Message)));
    }

    [Fact]
    public void Resources_scopes_and_metrics_without_items_are_kept_once()
    {
        string empty = Wrap(1, Wrap(1, "") + Wrap(2, Wrap(2, Wrap(1, "61")) + Wrap(2, Wrap(5, ""))) + Wrap(2, "")) + Wrap(1, "");
        byte[] request = Convert.FromHexString(empty);

        List<Part> one = Split(Signal.Metrics, request, new OtlpSplitLimits(1, 1000));
        List<Part> many = Split(Signal.Metrics, request, new OtlpSplitLimits(1, 1));

        Assert.Single(one);
        Assert.True(many.Count > 3);
        List<string> expected = FlatItems.Of(Oracle.Parse(Signal.Metrics, request));
        Assert.Equal(expected, one.SelectMany(static part => FlatItems.Of(part.Message)));
        Assert.Equal(expected, many.SelectMany(static part => FlatItems.Of(part.Message)));
    }

    [Fact]
    public void An_empty_request_has_no_piece()
    {
        Assert.Empty(Split(Signal.Traces, [], new OtlpSplitLimits(1, 1)));
    }

    [Fact]
    public void A_huge_resource_around_many_tiny_items_is_not_repeated_without_bound()
    {
        ExportLogsServiceRequest request = Records(2000, "");
        request.ResourceLogs[0].Resource = new Resource
        {
            Attributes = { new KeyValue { Key = new string('k', 1 << 20) } },
        };

        List<Part> parts = Split(Signal.Logs, request.ToByteArray(), new OtlpSplitLimits(1, 1 << 20));

        Assert.Equal(2000, parts.Sum(static part => part.ItemCount));
        Assert.InRange(parts.Sum(static part => (long)part.Bytes.Length), 0, 70L << 20);
    }

    [Theory]
    [InlineData("0a0512")]
    [InlineData("0801")]
    [InlineData("0a03120212")]
    public void A_malformed_request_is_a_documented_exception_and_leaves_nothing(string hex)
    {
        var pieces = new List<OtlpPiece>();

        Assert.Throws<InvalidDataException>(() => OtlpSplitter.Split(
            Signal.Logs, Convert.FromHexString(hex), new OtlpSplitLimits(1, 1), _pool, pieces));
        Assert.Empty(pieces);
    }

    [Fact]
    public void A_batch_is_split_by_its_pieces_and_shares_those_that_fit()
    {
        var batch = new OtlpBytes(Signal.Logs);
        foreach (int items in new[] { 4, 4, 25, 1 })
        {
            Add(batch, Records(items, "abc").ToByteArray(), items);
        }

        List<OtlpBytes> results = OtlpSplitter.Split(batch, new OtlpSplitLimits(10, int.MaxValue), _pool);
        batch.Release();

        Assert.Equal([8, 10, 10, 6], results.Select(static result => result.ItemCount));
        Assert.Equal([2, 1, 1, 2], results.Select(static result => result.PieceCount));
        Assert.Equal(34, results.Sum(static result => Oracle.Count(Oracle.Parse(Signal.Logs, Concatenate(result)))));
        results.ForEach(static result => result.Release());
    }

    [Fact]
    public void A_batch_with_a_malformed_piece_gives_all_memory_back()
    {
        var batch = new OtlpBytes(Signal.Logs);
        Add(batch, Records(25, "abc").ToByteArray(), 25);
        Add(batch, [0x0A, 0x05], 25);

        Assert.Throws<InvalidDataException>(() => OtlpSplitter.Split(batch, new OtlpSplitLimits(10, 100), _pool));
        batch.Release();
    }

    private void Add(OtlpBytes batch, byte[] bytes, int items)
    {
        Slab slab = _pool.Rent(bytes.Length);
        bytes.CopyTo(slab.GetSpan());
        batch.Add(slab, 0, bytes.Length, items);
    }

    private static byte[] Concatenate(OtlpBytes bytes) =>
        [.. Enumerable.Range(0, bytes.PieceCount).SelectMany(i => bytes[i].ToArray())];

    private static ExportLogsServiceRequest Records(int count, string text)
    {
        var scope = new ScopeLogs();
        for (int i = 0; i < count; i++)
        {
            scope.LogRecords.Add(new LogRecord { SeverityText = text });
        }

        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { ScopeLogs = { scope } } } };
    }

    private List<Part> Split(Signal signal, byte[] request, OtlpSplitLimits limits)
    {
        var pieces = new List<OtlpPiece>();
        OtlpSplitter.Split(signal, request, limits, _pool, pieces);
        var parts = new List<Part>();
        foreach (OtlpPiece piece in pieces)
        {
            byte[] bytes = piece.Slab.GetSpan()[..piece.LengthBytes].ToArray();
            piece.Slab.Release();
            parts.Add(new Part(bytes, piece.ItemCount, Oracle.Parse(signal, bytes)));
        }

        return parts;
    }

    private sealed record Part(byte[] Bytes, int ItemCount, IMessage Message);
}

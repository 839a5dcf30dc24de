using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;
using static Rotel.Arrow.Otlp.Tests.Validation.OtlpValidatorTests;

namespace Rotel.Arrow.Otlp.Tests.Validation;

public sealed class OtlpFilterTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1 << 30), track: true);

    public void Dispose() => _pool.AssertNoLeaks();

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Of_requests_with_wrong_ids_the_filter_keeps_exactly_the_items_without(Signal signal)
    {
        var random = new RandomOtlp(50, RandomOtlpOptions.Edge with { Items = 20, WrongIdLengths = true });
        int rejected = 0;
        for (int i = 0; i < 80; i++)
        {
            byte[] request = Oracle.RandomRequest(random, signal);
            OtlpValidation before = OtlpValidator.Validate(signal, request);
            if (before.Validity == OtlpValidity.Malformed)
            {
                continue;
            }

            (byte[] filtered, OtlpFilterResult result) = Filter(signal, request);

            Assert.Equal(before.InvalidItemCount, result.RejectedItems);
            Assert.Equal(before.ItemCount, result.AcceptedItems + result.RejectedItems);
            Assert.Equal(
                new OtlpValidation(OtlpValidity.Ok, result.AcceptedItems), OtlpValidator.Validate(signal, filtered));
            List<string> all = FlatItems.Of(Oracle.Parse(signal, request));
            List<string> kept = FlatItems.Of(Oracle.Parse(signal, filtered));
            Assert.True(IsSubsequence(kept, all));
            Assert.Equal(result.AcceptedItems, Oracle.Count(Oracle.Parse(signal, filtered)));
            rejected += result.RejectedItems;
        }

        Assert.True(rejected > 20, $"{rejected} rejected");
    }

    [Fact]
    public void A_valid_request_is_copied_as_it_is()
    {
        byte[] request = new RandomOtlp(51).Metrics().ToByteArray();

        (byte[] filtered, OtlpFilterResult result) = Filter(Signal.Metrics, request);

        Assert.Equal(request, filtered);
        Assert.Equal(0, result.RejectedItems);
    }

    [Fact]
    public void Envelopes_that_lose_all_their_items_go_and_those_that_were_empty_stay()
    {
        string bad = Wrap(2, Wrap(1, "01"));
        string good = Wrap(2, Wrap(5, "61"));
        byte[] request = Convert.FromHexString(
            Wrap(1, Wrap(1, "") + Wrap(2, bad + bad)) + Wrap(1, Wrap(2, bad) + Wrap(2, good + bad)) + Wrap(1, Wrap(2, "")));

        (byte[] filtered, OtlpFilterResult result) = Filter(Signal.Traces, request);

        Assert.Equal(Wrap(1, Wrap(2, good)) + Wrap(1, Wrap(2, "")), Convert.ToHexStringLower(filtered));
        Assert.Equal((1, 4), (result.AcceptedItems, result.RejectedItems));
    }

    [Fact]
    public void When_every_item_is_invalid_nothing_is_left()
    {
        byte[] request = Convert.FromHexString(Wrap(1, Wrap(1, "") + Wrap(2, Wrap(2, Wrap(2, "01")))));

        Assert.True(OtlpFilter.TryFilter(Signal.Traces, request, _pool, out OtlpFilterResult result));
        Assert.Equal(new OtlpFilterResult(null, 0, 0, 1), result);
    }

    [Fact]
    public void A_metric_keeps_its_good_points_and_a_metric_with_a_bad_name_goes()
    {
        string goodPoint = Wrap(1, "21" + "0000000000000000");
        string badPoint = Wrap(1, Wrap(5, Wrap(4, "01")));
        string mixed = Wrap(2, Wrap(1, "61") + Wrap(5, goodPoint + badPoint + goodPoint));
        string badName = Wrap(2, Wrap(1, "ff") + Wrap(5, goodPoint));
        string allBad = Wrap(2, Wrap(7, badPoint + "1001"));
        byte[] request = Convert.FromHexString(Wrap(1, Wrap(2, mixed + badName + allBad)));

        (byte[] filtered, OtlpFilterResult result) = Filter(Signal.Metrics, request);

        Assert.Equal(
            Wrap(1, Wrap(2, Wrap(2, Wrap(1, "61") + Wrap(5, goodPoint + goodPoint)))), Convert.ToHexStringLower(filtered));
        Assert.Equal((2, 3), (result.AcceptedItems, result.RejectedItems));
    }

    [Fact]
    public void A_malformed_request_is_refused_without_memory_kept()
    {
        var request = new ExportTraceServiceRequest
        {
            ResourceSpans = { new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { new Span { Name = "n" } } } } } },
        };

        Assert.False(OtlpFilter.TryFilter(Signal.Traces, request.ToByteArray().AsSpan()[..^1], _pool, out _));
    }

    private (byte[] Bytes, OtlpFilterResult Result) Filter(Signal signal, byte[] request)
    {
        Assert.True(OtlpFilter.TryFilter(signal, request, _pool, out OtlpFilterResult result));
        byte[] bytes = result.Slab?.GetSpan()[..result.LengthBytes].ToArray() ?? [];
        result.Slab?.Release();
        return (bytes, result);
    }

    private static bool IsSubsequence(List<string> part, List<string> whole)
    {
        int at = 0;
        foreach (string item in part)
        {
            at = whole.IndexOf(item, at) + 1;
            if (at == 0)
            {
                return false;
            }
        }

        return true;
    }
}

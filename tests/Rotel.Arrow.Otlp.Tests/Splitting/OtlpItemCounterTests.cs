using Google.Protobuf;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Tests.Splitting;

/// <summary>Counting without decoding agrees with counting after parsing.</summary>
public sealed class OtlpItemCounterTests
{
    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Items_of_random_requests_are_counted_exactly(Signal signal)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            IMessage request = new RandomOtlp(seed, RandomOtlpOptions.Edge with { Items = seed }).Request(signal.Name());
            Assert.Equal(OtlpItems.Count(request), OtlpItemCounter.Count(signal, request.ToByteArray()));
        }
    }

    [Theory]
    [InlineData(Signal.Traces)]
    [InlineData(Signal.Logs)]
    [InlineData(Signal.Metrics)]
    public void Cut_requests_count_no_more_than_whole_ones_and_never_throw(Signal signal)
    {
        byte[] request = new RandomOtlp(7, RandomOtlpOptions.Realistic with { Items = 20 }).Request(signal.Name()).ToByteArray();
        for (int length = 0; length < request.Length; length++)
        {
            Assert.InRange(OtlpItemCounter.Count(signal, request.AsSpan(0, length)), 0, 20);
        }
    }
}

using Google.Protobuf;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Bench.Inputs;

/// <summary>
/// The requests that benchmarks share: services of a shop, values that repeat as they do in production. The same seed
/// each time, so that figures of two builds are about the same bytes.
/// </summary>
internal static class RealisticRequests
{
    /// <summary>Requests of so many spans, log records or data points each.</summary>
    internal static byte[][] Create(string signal, int items, int count)
    {
        var random = new RandomOtlp(1, RandomOtlpOptions.Realistic with { Items = items });
        return [.. Enumerable.Range(0, count).Select(_ => random.Request(signal).ToByteArray())];
    }
}

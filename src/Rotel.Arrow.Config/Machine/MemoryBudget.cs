using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Machine;

/// <summary>Chooses the byte budget of telemetry in flight and says why.</summary>
internal static class MemoryBudget
{
    /// <summary>Enough for seconds of full load on a small machine.</summary>
    public const long DefaultBytes = 256L << 20;

    /// <summary>Below this a single request of the largest size could not be admitted and decoded.</summary>
    public const long LeastBytes = 16L << 20;

    /// <summary>Part of the ceiling; the rest is for the runtime, connections and what decoding adds for a moment.</summary>
    private const int CeilingPercent = 40;

    /// <summary>The configured limit, or the default within what the machine allows.</summary>
    public static MemoryConfig Choose(long? configured, Func<MemoryCeiling> read)
    {
        if (configured is { } bytes)
        {
            return new MemoryConfig(bytes, "as configured");
        }

        MemoryCeiling ceiling = read();
        if (ceiling.Bytes is not { } most || most / 100 * CeilingPercent >= DefaultBytes)
        {
            return new MemoryConfig(DefaultBytes, "the default");
        }

        long part = most / 100 * CeilingPercent;
        string source = $"{CeilingPercent} % of the {ceiling.Source} of {ByteSizeText.Approximate(most)}";
        return part >= LeastBytes
            ? new MemoryConfig(part, source)
            : new MemoryConfig(LeastBytes, $"the least possible; {source} would be {ByteSizeText.Approximate(part)}");
    }
}

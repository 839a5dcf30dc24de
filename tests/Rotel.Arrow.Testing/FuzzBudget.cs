using System.Globalization;

namespace Rotel.Arrow.Testing;

/// <summary>
/// How long fuzz tests run: an ordinary run has a fixed seed and a count that takes seconds; <c>tests/run.sh --fuzz-long</c>
/// (<c>ROTEL_FUZZ_LONG=1</c>) multiplies the count by 100 and, unless <c>ROTEL_FUZZ_SEED</c> is set, draws a new seed.
/// </summary>
public static class FuzzBudget
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("ROTEL_FUZZ_LONG") is { Length: > 0 } and not "0";

    /// <summary>Print it in the message of a failure: with it in ROTEL_FUZZ_SEED the run repeats.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("ROTEL_FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed
        : IsLong ? Random.Shared.Next()
        : 1;

    /// <summary>Repetitions for a test that does <paramref name="ordinary"/> of them in an ordinary run.</summary>
    public static int Iterations(int ordinary) => IsLong ? checked(ordinary * 100) : ordinary;
}

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>Fails with every violation on a line of its own, which Assert.Empty would shorten.</summary>
static class Violations
{
    public static void None(IEnumerable<string> found)
    {
        List<string> all = [.. found.Distinct()];
        if (all.Count > 0)
        {
            Assert.Fail($"{all.Count} violations:\n  " + string.Join("\n  ", all));
        }
    }
}

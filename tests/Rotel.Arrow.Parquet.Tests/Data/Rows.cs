namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>Compares rows and shows the first difference.</summary>
static class Rows
{
    public static void Equal(IReadOnlyList<string> expected, IReadOnlyList<string> actual, string what)
    {
        for (int i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            if (expected[i] != actual[i])
            {
                Assert.Fail($"{what}\nrow {i} of {expected.Count}\nexpected {expected[i]}\nactual   {actual[i]}");
            }
        }

        Assert.True(expected.Count == actual.Count, $"{what}: {expected.Count} rows expected, {actual.Count} read.");
    }
}

using Rotel.Arrow.Bench.Budgets;

namespace Rotel.Arrow.Bench.Tests;

/// <summary>What the hot paths may allocate breaks the build when it is exceeded.</summary>
public sealed class BudgetTests
{
    [Fact]
    public void No_operation_allocates_more_than_its_budget()
    {
        using var output = new StringWriter();
        int exitCode = BudgetCheck.Run([], output);
        Assert.True(exitCode == 0, output.ToString());
    }

    [Fact]
    public void Decoding_a_request_has_a_budget_of_nothing() =>
        Assert.All(BudgetFile.Read().Where(static b => b.Key.StartsWith("decode append", StringComparison.Ordinal)), static b => Assert.Equal(0, b.Value));

    [Fact]
    public void Cases_above_or_without_a_budget_and_budgets_without_a_case_are_named()
    {
        var measured = new Dictionary<string, long> { ["within"] = 10, ["above"] = 11, ["new"] = 0 };
        var budgets = new Dictionary<string, long> { ["within"] = 10, ["above"] = 10, ["gone"] = 5 };
        List<string> violations = BudgetCheck.Violations(measured, budgets);
        Assert.Equal(3, violations.Count);
        Assert.Contains(violations, static v => v.StartsWith("above: allocates 11 bytes", StringComparison.Ordinal));
        Assert.Contains(violations, static v => v.StartsWith("new: no budget", StringComparison.Ordinal));
        Assert.Contains(violations, static v => v.StartsWith("gone: a budget without", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_counts_its_operation_and_not_its_preparation()
    {
        object? kept = null;
        var nothing = new AllocationCase("nothing", () => kept = new byte[1000], static () => { }, static () => { });
        Assert.Equal(0, nothing.Measure());
        var something = new AllocationCase("something", static () => { }, () => kept = new byte[1000], static () => { });
        Assert.InRange(something.Measure(), 1000, 1100);
        Assert.NotNull(kept);
    }
}

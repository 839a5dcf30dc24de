using System.Globalization;

namespace Rotel.Arrow.Bench.Budgets;

/// <summary>
/// Compares the allocations of every case with its budget. It counts bytes and measures no time, so that it says the
/// same on a busy machine.
/// <code>
/// dotnet run -c Release --project bench/Rotel.Arrow.Bench -- budgets            compare; exit code 1 when one is exceeded
/// dotnet run -c Release --project bench/Rotel.Arrow.Bench -- budgets --update   write what was measured
/// </code>
/// </summary>
internal static class BudgetCheck
{
    internal static int Run(ReadOnlySpan<string> arguments, TextWriter output)
    {
        var measured = new Dictionary<string, long>();
        foreach (AllocationCase one in AllocationCases.All())
        {
            measured.Add(one.Name, one.Measure());
        }

        if (arguments is ["--update"])
        {
            BudgetFile.Write(measured.ToDictionary(static one => one.Key, static one => WithMargin(one.Value)));
            output.WriteLine($"{measured.Count} budgets written to {BudgetFile.FullPath}");
            return 0;
        }

        Dictionary<string, long> budgets = BudgetFile.Read();
        foreach ((string name, long bytes) in measured)
        {
            string budget = budgets.TryGetValue(name, out long most) ? most.ToString(CultureInfo.InvariantCulture) : "none";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-40} {bytes,10} of {budget}"));
        }

        List<string> violations = Violations(measured, budgets);
        violations.ForEach(output.WriteLine);
        return violations.Count == 0 ? 0 : 1;
    }

    /// <summary>Nothing stays nothing; objects get 5 % for runtimes and builds that lay them out otherwise.</summary>
    private static long WithMargin(long bytes) => bytes == 0 ? 0 : ((bytes + (bytes / 20)) / 100 * 100) + 100;

    /// <summary>Cases above their budget or without one, and budgets without a case.</summary>
    internal static List<string> Violations(IReadOnlyDictionary<string, long> measured, IReadOnlyDictionary<string, long> budgets)
    {
        var violations = new List<string>();
        foreach ((string name, long bytes) in measured)
        {
            if (!budgets.TryGetValue(name, out long most))
            {
                violations.Add($"{name}: no budget in budgets.json; it allocates {bytes} bytes.");
            }
            else if (bytes > most)
            {
                violations.Add($"{name}: allocates {bytes} bytes, the budget is {most}.");
            }
        }

        violations.AddRange(budgets.Keys.Where(name => !measured.ContainsKey(name)).Select(static name => $"{name}: a budget without a case."));
        return violations;
    }
}

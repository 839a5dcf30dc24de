using System.Text.Json;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Bench.Budgets;

/// <summary>bench/budgets.json: most bytes that one operation of each case may allocate.</summary>
internal static class BudgetFile
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    internal static string FullPath { get; } = RepositoryRoot.Of("bench", "budgets.json");

    internal static Dictionary<string, long> Read() =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllBytes(FullPath))!;

    internal static void Write(IReadOnlyDictionary<string, long> budgets) =>
        File.WriteAllText(FullPath, JsonSerializer.Serialize(budgets, s_indented) + "\n");
}

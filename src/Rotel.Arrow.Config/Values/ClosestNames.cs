namespace Rotel.Arrow.Config.Values;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
public static class ClosestNames
{
    /// <summary>Longest name that is compared; nothing that long is a slip of the finger.</summary>
    private const int MaxLength = 100;

    /// <summary>
    /// At most <paramref name="most"/> of <paramref name="known"/> that differ from <paramref name="name"/> by few
    /// letters (a third of its length, at most 6) or that it is the beginning of; nearest first.
    /// </summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known, int most = 3)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return [];
        }

        int limit = Math.Clamp(name.Length / 3, 1, 6);
        var found = new List<(string Name, int Distance)>();
        foreach (string candidate in known)
        {
            int distance = candidate.Length <= MaxLength ? Distance(name, candidate) : int.MaxValue;
            if (distance <= limit)
            {
                found.Add((candidate, distance));
            }
            else if (name.Length >= 6 && candidate.StartsWith(name, StringComparison.Ordinal))
            {
                found.Add((candidate, limit + 1));
            }
        }

        found.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance - b.Distance : string.CompareOrdinal(a.Name, b.Name));
        return found.ConvertAll(static f => f.Name)[..Math.Min(most, found.Count)];
    }

    /// <summary>Letters to insert, delete, replace or swap with their neighbour to get from one to the other.</summary>
    private static int Distance(string from, string to)
    {
        Span<int> beforeLast = stackalloc int[MaxLength + 1];
        Span<int> last = stackalloc int[MaxLength + 1];
        Span<int> row = stackalloc int[MaxLength + 1];
        for (int j = 0; j <= to.Length; j++)
        {
            last[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int cost = from[i - 1] == to[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }

            Span<int> free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }

        return last[to.Length];
    }
}

namespace Rotel.Arrow.Testing;

/// <summary>How the items of a request spread over resources and scopes: a number of items for each scope.</summary>
static class EnvelopePlan
{
    /// <summary>Uneven runs that sum to <paramref name="items"/>; with empty resources and scopes if wanted.</summary>
    public static List<List<int>> Uneven(Random random, int items, bool emptyContainers)
    {
        List<List<int>> resources = [];
        int left = items;
        while (left > 0)
        {
            List<int> scopes = [];
            int scopesWanted = random.Next(1, 4);
            while (scopes.Count < scopesWanted && left > 0)
            {
                int run = Math.Min(left, random.Next(1, 1 + Math.Max(1, items / random.Next(1, 6))));
                scopes.Add(run);
                left -= run;
            }

            resources.Add(scopes);
        }

        if (emptyContainers)
        {
            foreach (List<int> scopes in resources)
            {
                InsertSometimes(random, scopes, 0);
            }

            InsertSometimes(random, resources, []);
            InsertSometimes(random, resources, [0]);
            InsertSometimes(random, resources, [0, 0]);
        }

        return resources;
    }

    /// <summary>As an SDK or an agent sends: one resource for about 60 items, one or two scopes each.</summary>
    public static List<List<int>> Even(Random random, int items)
    {
        List<List<int>> resources = [];
        int left = items;
        while (left > 0)
        {
            int run = Math.Min(left, random.Next(40, 80));
            int first = random.Next(2) == 0 ? run : Math.Max(1, run * 2 / 3);
            resources.Add(first == run ? [run] : [first, run - first]);
            left -= run;
        }

        return resources;
    }

    static void InsertSometimes<T>(Random random, List<T> list, T item)
    {
        if (random.Next(6) == 0)
        {
            list.Insert(random.Next(list.Count + 1), item);
        }
    }
}

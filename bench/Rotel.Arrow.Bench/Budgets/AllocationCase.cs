namespace Rotel.Arrow.Bench.Budgets;

/// <summary>One thing whose allocations have a budget.</summary>
/// <param name="Name">Key in budgets.json: what, signal, items a request.</param>
/// <param name="Prepare">Brings about the state in which the operation is measured; not measured itself.</param>
/// <param name="Operation">What is measured.</param>
/// <param name="Cleanup">Gives back what the case holds.</param>
internal sealed record AllocationCase(string Name, Action Prepare, Action Operation, Action Cleanup)
{
    private const int Measured = 20;

    /// <summary>Operations until buffers, lists and caches have the size of the steady state, and the code is compiled.</summary>
    internal int WarmUps { get; init; } = 40;

    /// <summary>
    /// Bytes that one operation allocates on the managed heap of its thread in the steady state: the median, because
    /// a collection that another thread starts adds up to 8 KiB (the rest of the allocation context) to single ones.
    /// </summary>
    internal long Measure()
    {
        var measured = new long[Measured];
        try
        {
            for (int i = -WarmUps; i < Measured; i++)
            {
                Prepare();
                long before = GC.GetAllocatedBytesForCurrentThread();
                Operation();
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                if (i >= 0)
                {
                    measured[i] = allocated;
                }
            }
        }
        finally
        {
            Cleanup();
        }

        Array.Sort(measured);
        return measured[Measured / 2];
    }
}

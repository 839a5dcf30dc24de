namespace Rotel.Arrow.Testing;

/// <summary>Managed bytes that an operation allocates on its thread.</summary>
public static class Allocations
{
    private const int Rounds = 5;

    /// <summary>
    /// The least of several measurements, in bytes. A collection that another thread starts takes the rest of this
    /// thread's allocation context (up to 8 KiB) away, and the runtime counts that as allocated: one measurement says
    /// something about the machine, the least of several about the code.
    /// </summary>
    /// <param name="operation">Warm: compiled, and its buffers at their final size.</param>
    public static long Least(Action operation)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            operation();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}

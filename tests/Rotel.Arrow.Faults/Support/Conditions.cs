using System.Diagnostics;

namespace Rotel.Arrow.Faults.Support;

/// <summary>Waiting for what another process does.</summary>
internal static class Conditions
{
    /// <summary>For a machine under any load: reaching it means that something hangs.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Looks every 20 ms until the condition holds; fails the test after <see cref="Patience"/>.</summary>
    public static async Task WaitAsync(Func<bool> holds, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Waited in vain for {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

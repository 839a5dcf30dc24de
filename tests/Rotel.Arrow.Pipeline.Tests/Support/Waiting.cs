namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>Waiting for what happens on other threads, with an end to it when it does not happen.</summary>
internal static class Waiting
{
    /// <summary>Far longer than anything here takes; a test that reaches it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Yields until the condition holds.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"Never happened: {what}");
            await Task.Delay(1);
        }
    }
}

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>A request that waits for delivery, and fails the test when it is told twice.</summary>
internal sealed class TestListener : DeliveryListener
{
    private readonly TaskCompletionSource<Outcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsCompleted => _outcome.Task.IsCompleted;

    public int Completions;

    public Task<Outcome> OutcomeAsync() => _outcome.Task.WaitAsync(Waiting.Patience);

    protected override void OnCompleted(in Outcome outcome)
    {
        Interlocked.Increment(ref Completions);
        _outcome.TrySetResult(outcome);
    }
}

namespace Rotel.Arrow.Pipeline.Tests.Support;

/// <summary>A destination that hangs until the test opens it, unless its attempt is cancelled before.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _opened.TrySetResult();

    public async ValueTask<Outcome> PassAsync(Attempt attempt, CancellationToken cancellation)
    {
        await _opened.Task.WaitAsync(cancellation);
        return Outcome.Ack;
    }
}

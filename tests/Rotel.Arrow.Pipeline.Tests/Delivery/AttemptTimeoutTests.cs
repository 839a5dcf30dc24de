using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Tests.Support;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Pipeline.Tests.Delivery;

/// <summary>The cancellation of attempts.</summary>
public sealed class AttemptTimeoutTests
{
    [Fact]
    public void Attempts_that_end_in_time_share_one_source_and_allocate_nothing()
    {
        using var timeout = new AttemptTimeout(TimeSpan.FromMinutes(10), TimeProvider.System, CancellationToken.None);
        CancellationToken first = timeout.Begin();
        timeout.End();
        Assert.InRange(Allocations.Least(AThousandAttempts), 0, 1000);

        void AThousandAttempts()
        {
            for (int i = 0; i < 1000; i++)
            {
                if (timeout.Begin() != first)
                {
                    throw new InvalidOperationException("another source");
                }

                timeout.End();
            }
        }
    }

    [Fact]
    public void An_attempt_that_was_cancelled_leaves_the_next_one_whole()
    {
        var time = new SignallingTimeProvider();
        using var timeout = new AttemptTimeout(TimeSpan.FromSeconds(5), time, CancellationToken.None);
        CancellationToken first = timeout.Begin();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(first.IsCancellationRequested);
        timeout.End();

        CancellationToken second = timeout.Begin();
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(second.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(second.IsCancellationRequested);
        timeout.End();
    }

    [Fact]
    public void Giving_up_cancels_the_attempt_under_way_and_those_that_follow()
    {
        using var giveUp = new CancellationTokenSource();
        using var timeout = new AttemptTimeout(TimeSpan.FromSeconds(5), TimeProvider.System, giveUp.Token);
        CancellationToken token = timeout.Begin();
        giveUp.Cancel();
        Assert.True(token.IsCancellationRequested);
        timeout.End();
        Assert.True(timeout.Begin().IsCancellationRequested);
        timeout.End();
    }
}

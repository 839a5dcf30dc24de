using Rotel.Arrow.Pipeline.Delivery;

namespace Rotel.Arrow.Pipeline.Tests.Delivery;

/// <summary>The schedule of retries, as numbers.</summary>
public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Default = new(new RetryOptions());

    [Fact]
    public void Waits_double_from_five_seconds_to_thirty()
    {
        double[] waits = [.. Enumerable.Range(1, 6).Select(failures => Default.Delay(failures, null, 0.5).TotalSeconds)];
        Assert.Equal([5, 10, 20, 30, 30, 30], waits);
    }

    [Theory]
    [InlineData(1, 2.5, 7.5)]
    [InlineData(3, 10, 30)]
    [InlineData(100, 15, 45)]
    [InlineData(int.MaxValue, 15, 45)]
    public void Jitter_spreads_each_wait_by_half_to_either_side(int failures, double least, double most)
    {
        Assert.Equal(least, Default.Delay(failures, null, 0).TotalSeconds, 6);
        Assert.InRange(Default.Delay(failures, null, Math.BitDecrement(1.0)).TotalSeconds, most - 0.001, most);
        var random = new Random(1);
        for (int i = 0; i < 1000; i++)
        {
            Assert.InRange(Default.Delay(failures, null, random.NextDouble()).TotalSeconds, least, most);
        }
    }

    [Theory]
    [InlineData(12, 12)]
    [InlineData(2, 5)]
    [InlineData(0, 5)]
    [InlineData(-3, 5)]
    [InlineData(604_800, 60)]
    public void A_hint_lengthens_the_wait_never_shortens_it_and_is_capped(int hintSeconds, double expected)
    {
        Assert.Equal(expected, Default.Delay(1, TimeSpan.FromSeconds(hintSeconds), 0.5).TotalSeconds);
    }

    [Fact]
    public void A_retry_that_would_start_after_the_maximum_elapsed_time_is_not_made()
    {
        Assert.True(Default.Allows(TimeSpan.FromSeconds(270), TimeSpan.FromSeconds(30)));
        Assert.False(Default.Allows(TimeSpan.FromSeconds(271), TimeSpan.FromSeconds(30)));
        var endless = new RetryPolicy(new RetryOptions { MaxElapsed = TimeSpan.Zero });
        Assert.True(endless.Allows(TimeSpan.FromDays(1000), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void While_stopping_waits_are_short_and_hints_leave_room_for_another_attempt()
    {
        TimeSpan left = TimeSpan.FromSeconds(20);
        double[] waits = [.. Enumerable.Range(1, 5).Select(failures => Default.DrainDelay(failures, null, left, 0.5).TotalSeconds)];
        Assert.Equal([0.25, 0.5, 1, 2, 2], waits);
        Assert.Equal(6, Default.DrainDelay(1, TimeSpan.FromSeconds(6), left, 0.5).TotalSeconds);
        Assert.Equal(10, Default.DrainDelay(1, TimeSpan.FromSeconds(3600), left, 0.5).TotalSeconds);
        Assert.Equal(0.25, Default.DrainDelay(1, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(-1), 0.5).TotalSeconds);

        var eager = new RetryPolicy(new RetryOptions { InitialBackoff = TimeSpan.FromMilliseconds(10), MaxBackoff = TimeSpan.FromMilliseconds(40) });
        Assert.Equal(40, eager.DrainDelay(9, null, left, 0.5).TotalMilliseconds);
    }
}

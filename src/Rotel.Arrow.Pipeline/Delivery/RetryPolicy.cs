namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>How long to wait before a retry, and whether to make it. Pure: time and chance are given.</summary>
internal sealed class RetryPolicy(RetryOptions options)
{
    /// <summary>First wait while the process is stopping: short, because the deadline is near.</summary>
    private static readonly TimeSpan DrainInitialBackoff = TimeSpan.FromMilliseconds(250);

    /// <summary>Largest nominal wait while the process is stopping.</summary>
    private static readonly TimeSpan DrainMaxBackoff = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The wait after <paramref name="failures"/> failures in a row: max(backoff, hint), the hint cut to
    /// <see cref="RetryOptions.MaxServerDelay"/>. A hint of zero or less counts as none.
    /// </summary>
    /// <param name="failures">At least 1.</param>
    /// <param name="hint">What the destination asked for.</param>
    /// <param name="chance">Uniform in [0, 1).</param>
    public TimeSpan Delay(int failures, TimeSpan? hint, double chance)
    {
        TimeSpan backoff = Backoff(failures, options.InitialBackoff, options.MaxBackoff, chance);
        TimeSpan asked = hint is { } value && value > TimeSpan.Zero ? value : TimeSpan.Zero;
        return Max(backoff, Min(asked, options.MaxServerDelay));
    }

    /// <summary>
    /// The wait while the process is stopping. The hint is obeyed as far as at least one more attempt fits before
    /// the deadline.
    /// </summary>
    /// <param name="failures">Failures since the stop, at least 1.</param>
    /// <param name="hint">What the destination asked for.</param>
    /// <param name="left">Time to the deadline.</param>
    /// <param name="chance">Uniform in [0, 1).</param>
    public TimeSpan DrainDelay(int failures, TimeSpan? hint, TimeSpan left, double chance)
    {
        TimeSpan initial = Min(DrainInitialBackoff, options.InitialBackoff);
        TimeSpan backoff = Backoff(failures, initial, Min(DrainMaxBackoff, options.MaxBackoff), chance);
        TimeSpan half = Max(left / 2, TimeSpan.Zero);
        return Max(backoff, Min(hint ?? TimeSpan.Zero, half));
    }

    /// <summary>False when the retry would start later than <see cref="RetryOptions.MaxElapsed"/> allows.</summary>
    /// <param name="elapsed">Time since the first failure.</param>
    /// <param name="wait">The wait that would follow.</param>
    public bool Allows(TimeSpan elapsed, TimeSpan wait) =>
        options.MaxElapsed == TimeSpan.Zero || elapsed + wait <= options.MaxElapsed;

    private TimeSpan Backoff(int failures, TimeSpan initial, TimeSpan max, double chance)
    {
        // The power may become infinite; the minimum brings it back.
        double nominal = Math.Min(initial.Ticks * Math.Pow(options.Multiplier, failures - 1), max.Ticks);
        double factor = 1 + (options.RandomizationFactor * ((2 * chance) - 1));
        return TimeSpan.FromTicks((long)(nominal * factor));
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

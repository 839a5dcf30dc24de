namespace Rotel.Arrow.Pipeline;

/// <summary>How often and how long a batch is tried again after a retryable failure.</summary>
/// <remarks>
/// The wait before retry n is InitialBackoff * Multiplier^(n-1), at most MaxBackoff, times a random factor from
/// 1 - RandomizationFactor to 1 + RandomizationFactor, and never shorter than what the destination asked for.
/// </remarks>
public sealed record RetryOptions
{
    /// <summary>Nominal wait before the first retry. Above zero. Default 5 s.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest nominal wait (before the random factor). At least the initial one. Default 30 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time from the first failure after which a batch is given up; a retry that would start later is not made.
    /// Zero: never. Default 300 s.
    /// </summary>
    public TimeSpan MaxElapsed { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Growth from one wait to the next, at least 1. Default 2, as Rotel (the Collector has 1.5).</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>Width of the jitter, from 0 (none) to below 1. Default 0.5.</summary>
    public double RandomizationFactor { get; init; } = 0.5;

    /// <summary>
    /// Longest wait that a destination may ask for (Retry-After, RetryInfo); more is cut to this, so that a hint of
    /// a week neither holds nor drops the data. Above zero. Default 60 s.
    /// </summary>
    public TimeSpan MaxServerDelay { get; init; } = TimeSpan.FromSeconds(60);

    internal void Validate(string path, List<string> errors)
    {
        if (InitialBackoff <= TimeSpan.Zero)
        {
            errors.Add($"{path}.{nameof(InitialBackoff)} is {InitialBackoff}; it must be above zero.");
        }

        if (MaxBackoff < InitialBackoff || MaxBackoff > TimeSpan.FromDays(1))
        {
            errors.Add($"{path}.{nameof(MaxBackoff)} is {MaxBackoff}; it must be at least {nameof(InitialBackoff)} ({InitialBackoff}) and at most a day.");
        }

        if (MaxElapsed < TimeSpan.Zero)
        {
            errors.Add($"{path}.{nameof(MaxElapsed)} is {MaxElapsed}; it must not be negative (zero: try for ever).");
        }

        if (!(Multiplier >= 1) || double.IsInfinity(Multiplier))
        {
            errors.Add($"{path}.{nameof(Multiplier)} is {Multiplier}; it must be at least 1.");
        }

        if (!(RandomizationFactor is >= 0 and < 1))
        {
            errors.Add($"{path}.{nameof(RandomizationFactor)} is {RandomizationFactor}; it must be from 0 to below 1.");
        }

        if (MaxServerDelay <= TimeSpan.Zero || MaxServerDelay > TimeSpan.FromDays(1))
        {
            errors.Add($"{path}.{nameof(MaxServerDelay)} is {MaxServerDelay}; it must be above zero and at most a day.");
        }
    }
}

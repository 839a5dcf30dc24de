namespace Rotel.Arrow.Config.Table;

/// <summary>
/// The three numbers of retry: global ones, and the same for one exporter or one of its signals, which fall back on
/// the global ones.
/// </summary>
internal sealed record RetryOptions(SignalOptions InitialBackoff, SignalOptions MaxBackoff, SignalOptions MaxElapsed)
{
    public static readonly OptionDefinition GlobalInitialBackoff = Initial("exporter-", OptionGroup.Retry, "5s");

    public static readonly OptionDefinition GlobalMaxBackoff = Max("exporter-", OptionGroup.Retry, "30s");

    public static readonly OptionDefinition GlobalMaxElapsed = Elapsed("exporter-", OptionGroup.Retry, "300s");

    public static IEnumerable<OptionDefinition> All => [GlobalInitialBackoff, GlobalMaxBackoff, GlobalMaxElapsed];

    /// <summary>The options of an exporter, for example with the prefix <c>otlp-exporter-</c>.</summary>
    public static RetryOptions For(string prefix, OptionGroup group) => new(
        SignalOptions.Overriding(prefix + "{signal}-retry-initial-backoff", Initial(prefix, group, null)),
        SignalOptions.Overriding(prefix + "{signal}-retry-max-backoff", Max(prefix, group, null)),
        SignalOptions.Overriding(prefix + "{signal}-retry-max-elapsed-time", Elapsed(prefix, group, null)));

    private static OptionDefinition Initial(string prefix, OptionGroup group, string? fallback) =>
        new(prefix + "retry-initial-backoff", OptionKind.Duration, group, "Wait before the first retry; doubles after each")
        {
            Default = fallback,
            Example = "5s",
            Details = fallback is null ? "Falls back on --exporter-retry-initial-backoff." : null,
            Minimum = TimeSpan.TicksPerMillisecond,
            Maximum = TimeSpan.TicksPerHour,
        };

    private static OptionDefinition Max(string prefix, OptionGroup group, string? fallback) =>
        new(prefix + "retry-max-backoff", OptionKind.Duration, group, "Longest wait between retries")
        {
            Default = fallback,
            Example = "30s",
            Details = fallback is null ? "Falls back on --exporter-retry-max-backoff." : null,
            Minimum = TimeSpan.TicksPerMillisecond,
            Maximum = TimeSpan.TicksPerDay,
        };

    private static OptionDefinition Elapsed(string prefix, OptionGroup group, string? fallback) =>
        new(prefix + "retry-max-elapsed-time", OptionKind.Duration, group, "Give a batch up this long after its first failure; 0s: never")
        {
            Default = fallback,
            Example = "300s",
            Details = fallback is null ? "Falls back on --exporter-retry-max-elapsed-time." : null,
        };
}

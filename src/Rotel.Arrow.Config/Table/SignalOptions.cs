namespace Rotel.Arrow.Config.Table;

/// <summary>An option that exists once a signal; <see cref="Base"/> is the one they override, if there is one.</summary>
/// <param name="Base">Applies to every signal without its own value.</param>
/// <param name="Each">The options of traces, metrics and logs.</param>
internal sealed record SignalOptions(OptionDefinition? Base, PerSignal<OptionDefinition> Each)
{
    /// <summary>
    /// The options <paramref name="pattern"/> with <c>{signal}</c> replaced. They take kind, bounds and words from
    /// <paramref name="model"/>, and no default when the model is an option itself.
    /// </summary>
    public static SignalOptions Overriding(string pattern, OptionDefinition model) =>
        new(model, PerSignal.Create(signal => model with
        {
            Name = Replace(pattern, signal),
            EnvironmentVariable = OptionDefinition.EnvironmentName(Replace(pattern, signal)),
            Summary = $"{model.Flag} for {signal} only",
            Details = null,
            Default = null,
            Example = model.Example ?? model.Default,
            Overrides = model,
            SignalPattern = pattern,
        }));

    /// <summary>One option a signal, with no option that covers all: <c>{signal}</c> is replaced in every text.</summary>
    public static SignalOptions Separate(OptionDefinition model) =>
        new(null, PerSignal.Create(signal => model with
        {
            Name = Replace(model.Name, signal),
            EnvironmentVariable = OptionDefinition.EnvironmentName(Replace(model.Name, signal)),
            Summary = Replace(model.Summary, signal),
            Details = model.Details is null ? null : Replace(model.Details, signal),
            Default = model.Default is null ? null : Replace(model.Default, signal),
            Example = model.Example is null ? null : Replace(model.Example, signal),
            SignalPattern = model.Name,
            SignalSummary = model.Summary,
        }));

    /// <summary>The base, if any, and the three.</summary>
    public IEnumerable<OptionDefinition> All => Base is null
        ? [Each.Traces, Each.Metrics, Each.Logs]
        : [Base, Each.Traces, Each.Metrics, Each.Logs];

    private static string Replace(string text, string signal) => text.Replace("{signal}", signal, StringComparison.Ordinal);
}

using System.Globalization;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>
/// Typed values of one scope. Wrong text was reported when it was collected; here it yields the default, so that the
/// checks that involve several options still run.
/// </summary>
internal sealed class OptionReader(OptionScope scope, ConfigProblems problems)
{
    public OptionScope Scope => scope;

    public bool IsGiven(OptionDefinition option) => scope.Find(option) is not null;

    public bool Flag(OptionDefinition option) =>
        BooleanText.TryParse(TextOrDefault(option) ?? "false", out bool value) && value;

    public string? Text(OptionDefinition option) => TextOrDefault(option)?.Trim();

    public string Choice(OptionDefinition option)
    {
        string word = (TextOrDefault(option) ?? "").Trim().ToLowerInvariant();
        return option.Allowed.Contains(word) ? word : option.Default ?? "";
    }

    public IReadOnlyList<string> Names(OptionDefinition option) => OptionSyntax.NameList(TextOrDefault(option) ?? "");

    public int Integer(OptionDefinition option) =>
        int.TryParse(Valid(option), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) ? value : 0;

    public TimeSpan? OptionalDuration(OptionDefinition option) =>
        Valid(option) is { } text && DurationText.TryParse(text, out TimeSpan value) ? value : null;

    public TimeSpan Duration(OptionDefinition option) => OptionalDuration(option) ?? TimeSpan.Zero;

    public long? OptionalBytes(OptionDefinition option) =>
        Valid(option) is { } text && ByteSizeText.TryParse(text, out long value) ? value : null;

    public ListenEndpoint Endpoint(OptionDefinition option)
    {
        ListenEndpoint.TryParse(Valid(option) ?? "", out ListenEndpoint? value, out _);
        return value ?? new ListenEndpoint("localhost", 0);
    }

    public Uri? Url(OptionDefinition option)
    {
        DestinationUrl.TryParse(TextOrDefault(option) ?? "", out Uri? value, out _);
        return value;
    }

    public IReadOnlyList<KeyValuePair<string, string>> Pairs(OptionDefinition option) =>
        KeyValueText.TryParse(TextOrDefault(option) ?? "", out List<KeyValuePair<string, string>> pairs, out _) ? pairs : [];

    /// <summary>The three numbers of retry, which must fit together.</summary>
    public RetryConfig Retry(OptionDefinition initial, OptionDefinition max, OptionDefinition elapsed)
    {
        var retry = new RetryConfig(Duration(initial), Duration(max), Duration(elapsed));
        if (retry.InitialBackoff > retry.MaxBackoff)
        {
            Error(initial, $"{DurationText.Format(retry.InitialBackoff)} is longer than {max.Flag}, which is {DurationText.Format(retry.MaxBackoff)}");
        }

        return retry;
    }

    /// <summary>Reports a mistake that concerns <paramref name="option"/>.</summary>
    public void Error(OptionDefinition option, string problem, bool withExample = true) =>
        problems.Add(new ConfigError(scope.Subject(option), problem, null, withExample ? scope.Example(option) : null));

    private string? TextOrDefault(OptionDefinition option) => scope.Find(option) ?? option.Default;

    /// <summary>The given text if it is a value of the option, otherwise the default.</summary>
    private string? Valid(OptionDefinition option)
    {
        string? text = scope.Find(option);
        return text is not null && OptionSyntax.Problem(option, text, static _ => true) is null ? text : option.Default;
    }
}

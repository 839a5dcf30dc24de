using System.Globalization;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Checks the text of one option by its kind. Problems continue the name of the option and hold no secret.</summary>
internal static class OptionSyntax
{
    /// <summary>Longest part of a value that is repeated to the user.</summary>
    private const int MaxShown = 80;

    /// <summary>Null when <paramref name="text"/> is a value of the option, otherwise what is wrong with it.</summary>
    public static string? Problem(OptionDefinition option, string text, Func<string, bool> fileExists)
    {
        string shown = Show(option, text);
        switch (option.Kind)
        {
            case OptionKind.Flag:
                return BooleanText.TryParse(text, out _) ? null : $"{shown} is neither true nor false";
            case OptionKind.Choice:
                return WordProblem(option, text);
            case OptionKind.ChoiceList:
                return NameList(text).Select(word => WordProblem(option, word)).FirstOrDefault(problem => problem is not null);
            case OptionKind.NameList:
                return NameList(text).Count == 0 ? "names nothing" : null;
            case OptionKind.Integer:
                return long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number)
                    ? RangeProblem(option, number, shown)
                    : $"{shown} is not a whole number";
            case OptionKind.Duration:
                return DurationText.TryParse(text, out TimeSpan duration)
                    ? RangeProblem(option, duration.Ticks, shown)
                    : $"{shown} is not a duration";
            case OptionKind.Bytes:
                return ByteSizeText.TryParse(text, out long bytes) ? RangeProblem(option, bytes, shown) : $"{shown} is not a size";
            case OptionKind.Endpoint:
                return ListenEndpoint.TryParse(text, out _, out string? endpointProblem) ? null : $"{shown} {endpointProblem}";
            case OptionKind.Url:
                return DestinationUrl.TryParse(text, out _, out string? urlProblem) ? null : $"{shown} {urlProblem}";
            case OptionKind.UrlPath:
                return UrlPathProblem(text) is { } pathProblem ? $"{shown} {pathProblem}" : null;
            case OptionKind.File:
                return fileExists(text) ? null : $"there is no readable file {shown}";
            case OptionKind.KeyValues:
                return KeyValueText.TryParse(text, out _, out int position) ? null : $"pair {position} has no key with an equals sign after it";
            default:
                return text.Trim().Length == 0 ? "is empty" : null;
        }
    }

    /// <summary>What is allowed, with the bounds; null when any text is.</summary>
    public static string? Allowed(OptionDefinition option)
    {
        string? grammar = option.Kind switch
        {
            OptionKind.Flag => BooleanText.Grammar,
            OptionKind.Choice => string.Join(", ", option.Allowed),
            OptionKind.ChoiceList => string.Join(", ", option.Allowed) + "; several with commas between them",
            OptionKind.NameList => "names with commas between them",
            OptionKind.Integer => "a whole number",
            OptionKind.Duration => DurationText.Grammar,
            OptionKind.Bytes => ByteSizeText.Grammar,
            OptionKind.Endpoint => ListenEndpoint.Grammar,
            OptionKind.Url => DestinationUrl.Grammar,
            OptionKind.UrlPath => "a path that begins with a slash",
            OptionKind.KeyValues => KeyValueText.Grammar,
            _ => null,
        };
        return Range(option) is { } range ? $"{grammar}; {range}" : grammar;
    }

    /// <summary><c>from 1ms to 1h</c>; null when the option has no bounds.</summary>
    public static string? Range(OptionDefinition option)
    {
        bool least = option.Minimum > 0;
        bool most = option.Maximum < long.MaxValue;
        return (least, most) switch
        {
            (true, true) => $"from {Format(option, option.Minimum)} to {Format(option, option.Maximum)}",
            (true, false) => $"at least {Format(option, option.Minimum)}",
            (false, true) => $"at most {Format(option, option.Maximum)}",
            _ => null,
        };
    }

    /// <summary>The value in quotes, safe to print: secrets redacted, credentials out of URLs, no control characters.</summary>
    public static string Show(OptionDefinition option, string text)
    {
        if (option.Secret)
        {
            return Secret.Redacted;
        }

        string safe = option.Kind == OptionKind.Url ? DestinationUrl.Redact(text) : text;
        return Quote(safe);
    }

    /// <summary>Any text in quotes, shortened, without control characters.</summary>
    public static string Quote(string text)
    {
        string head = text.Length > MaxShown ? text[..MaxShown] + "..." : text;
        return "'" + string.Concat(head.Select(static c => char.IsControl(c) ? '?' : c)) + "'";
    }

    /// <summary>The non-empty parts of a list.</summary>
    public static IReadOnlyList<string> NameList(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string? WordProblem(OptionDefinition option, string word)
    {
        word = word.Trim();
        if (option.Allowed.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        if (option.Absent.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            return $"{Quote(word)} is not in this version";
        }

        IReadOnlyList<string> close = ClosestNames.Find(word.ToLowerInvariant(), option.Allowed, 1);
        return close.Count > 0
            ? $"{Quote(word)} is unknown; did you mean {close[0]}?"
            : $"{Quote(word)} is unknown";
    }

    private static string? RangeProblem(OptionDefinition option, long value, string shown)
    {
        if (value < option.Minimum)
        {
            return $"{shown} is less than {Format(option, option.Minimum)}";
        }

        return value > option.Maximum ? $"{shown} is more than {Format(option, option.Maximum)}" : null;
    }

    private static string Format(OptionDefinition option, long value) => option.Kind switch
    {
        OptionKind.Duration => DurationText.Format(new TimeSpan(value)),
        OptionKind.Bytes => ByteSizeText.Format(value),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string? UrlPathProblem(string text)
    {
        if (!text.StartsWith('/'))
        {
            return "does not begin with a slash";
        }

        // Routing compares the decoded path; anything that would have to be escaped is a mistake in a configuration.
        foreach (char c in text)
        {
            if (c is <= ' ' or >= (char)127 or '?' or '#' or '%' or '{' or '}' or '*' or '\\')
            {
                return "has characters that do not belong into a path";
            }
        }

        return null;
    }
}

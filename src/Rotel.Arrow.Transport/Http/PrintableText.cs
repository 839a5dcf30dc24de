namespace Rotel.Arrow.Transport.Http;

/// <summary>Makes a peer's text fit for a log line.</summary>
public static class PrintableText
{
    /// <summary>
    /// At most <paramref name="maxChars"/> characters, blanks at the ends dropped, control characters and lone
    /// surrogates replaced by blanks: a peer must not be able to forge log lines or steer a terminal.
    /// </summary>
    public static string Shorten(string text, int maxChars)
    {
        ReadOnlySpan<char> source = text.AsSpan().Trim();
        bool cut = source.Length > maxChars;
        return string.Create(cut ? maxChars : source.Length, new State(text, cut), static (target, state) =>
        {
            ReadOnlySpan<char> from = state.Text.AsSpan().Trim();
            for (int i = 0; i < target.Length; i++)
            {
                char c = from[i];
                bool paired = char.IsHighSurrogate(c)
                    ? i + 1 < target.Length && char.IsLowSurrogate(from[i + 1])
                    : !char.IsLowSurrogate(c) || (i > 0 && char.IsHighSurrogate(from[i - 1]));
                target[i] = char.IsControl(c) || c is '\u2028' or '\u2029' || !paired ? ' ' : c;
            }

            if (state.IsCut && target.Length >= 3)
            {
                target[^3..].Fill('.');
            }
        });
    }

    private readonly record struct State(string Text, bool IsCut);
}

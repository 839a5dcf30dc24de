namespace Rotel.Arrow.Config.Values;

/// <summary>Booleans: <c>true</c> or <c>1</c>, <c>false</c> or <c>0</c>, in any case; a flag without a value is true.</summary>
public static class BooleanText
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "true or false";

    /// <summary>Reads a boolean; false when it is not one.</summary>
    public static bool TryParse(string text, out bool value)
    {
        ReadOnlySpan<char> word = text.AsSpan().Trim();
        value = word is "1" || word.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || word is "0" || word.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}

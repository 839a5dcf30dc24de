namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Maps as Rotel writes them: <c>key=value,key2=value2</c>. The first equals sign ends the key, so values may hold
/// more of them; spaces around keys, values and empty parts are dropped; a comma cannot be part of a value.
/// </summary>
public static class KeyValueText
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "key=value pairs with commas between them";

    /// <summary>Reads pairs in order, duplicates kept. False with <paramref name="position"/> (from 1) of the bad pair.</summary>
    public static bool TryParse(string text, out List<KeyValuePair<string, string>> pairs, out int position)
    {
        pairs = [];
        position = 0;
        foreach (string part in text.Split(','))
        {
            position++;
            string pair = part.Trim();
            if (pair.Length == 0)
            {
                continue;
            }

            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string key = equals < 0 ? "" : pair[..equals].TrimEnd();
            if (key.Length == 0)
            {
                return false;
            }

            pairs.Add(new(key, pair[(equals + 1)..].TrimStart()));
        }

        position = 0;
        return true;
    }
}

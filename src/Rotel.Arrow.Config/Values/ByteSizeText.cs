using System.Globalization;

namespace Rotel.Arrow.Config.Values;

/// <summary>
/// Byte sizes as people write them: plain bytes (<c>1048576</c>), decimal units (<c>512MB</c>, <c>512mb</c>) or binary
/// ones (<c>64MiB</c>, <c>64Mi</c>). A lone K, M or G is refused: tools disagree whether it means 1000 or 1024.
/// </summary>
public static class ByteSizeText
{
    /// <summary>What is allowed, for error messages and documentation.</summary>
    public const string Grammar = "bytes, or a number with kB, MB, GB (powers of 1000) or KiB, MiB, GiB (powers of 1024)";

    private static readonly (string Name, long Bytes)[] BinaryUnits =
        [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    /// <summary>Reads a size of 0 bytes to 2^62; a fraction of a byte is dropped. False when it is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        text = text.Trim();
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
        {
            digits++;
        }

        if (digits == 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return false;
        }

        ReadOnlySpan<char> unit = text[digits..].TrimStart();
        if (UnitBytes(unit) is not { } factor || number > (1L << 62) / (decimal)factor || (factor == 1 && number != decimal.Truncate(number)))
        {
            return false;
        }

        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>The largest binary unit that leaves a whole number: <c>64MiB</c>, <c>1500</c>.</summary>
    public static string Format(long bytes)
    {
        foreach ((string name, long unit) in BinaryUnits)
        {
            if (bytes >= unit && bytes % unit == 0)
            {
                return (bytes / unit).ToString(CultureInfo.InvariantCulture) + name;
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>For people: one decimal in the largest binary unit (<c>102.4 MiB</c>), rounded.</summary>
    public static string Approximate(long bytes)
    {
        foreach ((string name, long unit) in BinaryUnits)
        {
            if (bytes >= unit)
            {
                double value = bytes / (double)unit;
                return value.ToString("0.#", CultureInfo.InvariantCulture) + " " + name;
            }
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + " B";
    }

    private static long? UnitBytes(ReadOnlySpan<char> unit)
    {
        Span<char> lower = stackalloc char[4];
        if (unit.Length > 3)
        {
            return null;
        }

        int length = unit.ToLowerInvariant(lower);
        return ((ReadOnlySpan<char>)lower[..length]) switch
        {
            "" or "b" => 1,
            "kb" => 1_000,
            "mb" => 1_000_000,
            "gb" => 1_000_000_000,
            "kib" or "ki" => 1L << 10,
            "mib" or "mi" => 1L << 20,
            "gib" or "gi" => 1L << 30,
            _ => null,
        };
    }
}

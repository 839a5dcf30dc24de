using System.Globalization;

namespace Rotel.Arrow.Exporters.ClickHouse.Attributes;

/// <summary>Numbers and booleans as text: shortest exact form.</summary>
internal static class ScalarText
{
    /// <summary>Longest text of a number.</summary>
    public const int MaxBytes = 32;

    public static int Int(long value, Span<byte> buffer) =>
        value.TryFormat(buffer, out int written, default, CultureInfo.InvariantCulture) ? written : 0;

    public static int Double(double value, Span<byte> buffer)
    {
        if (double.IsFinite(value))
        {
            return value.TryFormat(buffer, out int written, default, CultureInfo.InvariantCulture) ? written : 0;
        }

        ReadOnlySpan<byte> text = NonFinite(value);
        text.CopyTo(buffer);
        return text.Length;
    }

    public static ReadOnlySpan<byte> Bool(bool value) => value ? "true"u8 : "false"u8;

    /// <summary>NaN and the infinities, as both JSON readers and ClickHouse's toFloat64 understand them.</summary>
    public static ReadOnlySpan<byte> NonFinite(double value) =>
        double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
}

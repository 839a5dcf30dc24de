using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>Bounds of statistics as a person reads them: by logical type where one says how, else by physical type.</summary>
internal static class ParquetValueText
{
    private const int MaxCharacters = 40;

    /// <summary>One line of printable text, cut to about 40 characters.</summary>
    public static string Of(ReadOnlySpan<byte> value, ParquetSchemaElement column)
    {
        int width = column.Type switch
        {
            ParquetPhysicalType.Boolean => 1,
            ParquetPhysicalType.Int32 or ParquetPhysicalType.Float => 4,
            ParquetPhysicalType.Int64 or ParquetPhysicalType.Double => 8,
            _ => -1,
        };
        if (width >= 0 && value.Length != width)
        {
            return Hex(value);
        }

        return column.Type switch
        {
            ParquetPhysicalType.Boolean => value[0] == 0 ? "false" : "true",
            ParquetPhysicalType.Int32 => Integer(BinaryPrimitives.ReadInt32LittleEndian(value), column),
            ParquetPhysicalType.Int64 => Integer(BinaryPrimitives.ReadInt64LittleEndian(value), column),
            ParquetPhysicalType.Float => BinaryPrimitives.ReadSingleLittleEndian(value).ToString(
                CultureInfo.InvariantCulture),
            ParquetPhysicalType.Double => BinaryPrimitives.ReadDoubleLittleEndian(value).ToString(
                CultureInfo.InvariantCulture),
            _ => Bytes(value, column),
        };
    }

    private static string Integer(long value, ParquetSchemaElement column)
    {
        ParquetLogicalKind? kind = column.Logical?.Kind;
        switch (kind)
        {
            case ParquetLogicalKind.Timestamp:
                return Time(value, column.Logical!.Unit) ?? Number(value);
            case ParquetLogicalKind.Date when value is > -700_000 and < 2_900_000:
                return new DateOnly(1970, 1, 1).AddDays((int)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case ParquetLogicalKind.Decimal:
                return Scaled(value, column.Logical!.Scale);
            case ParquetLogicalKind.Integer when !column.Logical!.IsSigned:
                return column.Type == ParquetPhysicalType.Int32
                    ? ((uint)value).ToString(CultureInfo.InvariantCulture)
                    : ((ulong)value).ToString(CultureInfo.InvariantCulture);
            default:
                return Number(value);
        }
    }

    /// <summary>UTC with all digits of the unit; null outside the years 1 to 9999.</summary>
    private static string? Time(long value, ParquetTimeUnit unit)
    {
        long perSecond = unit switch
        {
            ParquetTimeUnit.Millis => 1000,
            ParquetTimeUnit.Micros => 1_000_000,
            _ => 1_000_000_000,
        };
        long seconds = Math.DivRem(value, perSecond, out long fraction);
        if (fraction < 0)
        {
            fraction += perSecond;
            seconds--;
        }

        if (seconds is < -62_000_000_000 or > 253_000_000_000)
        {
            return null;
        }

        string digits = fraction.ToString(CultureInfo.InvariantCulture).PadLeft(
            unit switch { ParquetTimeUnit.Millis => 3, ParquetTimeUnit.Micros => 6, _ => 9 }, '0');
        DateTime time = DateTime.UnixEpoch.AddSeconds(seconds);
        return time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "." + digits;
    }

    private static string Bytes(ReadOnlySpan<byte> value, ParquetSchemaElement column)
    {
        bool isText = column.Logical?.Kind is ParquetLogicalKind.String or ParquetLogicalKind.Enum or ParquetLogicalKind.Json
            || column.Converted is ParquetConvertedType.Utf8 or ParquetConvertedType.Enum or ParquetConvertedType.Json;
        if (isText)
        {
            return Text(value);
        }

        return column.Logical?.Kind switch
        {
            ParquetLogicalKind.Decimal when value.Length is > 0 and <= 32 =>
                Scaled(new BigInteger(value, isUnsigned: false, isBigEndian: true), column.Logical.Scale),
            ParquetLogicalKind.Float16 when value.Length == 2 =>
                BinaryPrimitives.ReadHalfLittleEndian(value).ToString(CultureInfo.InvariantCulture),
            ParquetLogicalKind.Uuid when value.Length == 16 => new Guid(value, bigEndian: true).ToString(),
            _ => Hex(value),
        };
    }

    private static string Text(ReadOnlySpan<byte> value)
    {
        var text = new StringBuilder("\"");
        while (!value.IsEmpty)
        {
            Rune.DecodeFromUtf8(value, out Rune rune, out int bytes);
            value = value[bytes..];
            if (Rune.IsControl(rune))
            {
                text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                text.Append(rune.ToString());
            }

            if (text.Length > MaxCharacters)
            {
                return text.Append("\"...").ToString();
            }
        }

        return text.Append('"').ToString();
    }

    private static string Hex(ReadOnlySpan<byte> value) => value.Length <= MaxCharacters / 2
        ? Convert.ToHexStringLower(value)
        : Convert.ToHexStringLower(value[..(MaxCharacters / 2)]) + "...";

    private static string Scaled(BigInteger value, int scale)
    {
        if (scale is <= 0 or > 80)
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        string digits = BigInteger.Abs(value).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{(value.Sign < 0 ? "-" : "")}{digits[..^scale]}.{digits[^scale..]}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

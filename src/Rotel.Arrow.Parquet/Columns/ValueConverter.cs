using System.Buffers.Binary;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>Runs of Arrow values to runs of values of the physical type; see <see cref="ValueConversion"/>.</summary>
internal static class ValueConverter
{
    private const long MillisPerDay = 86_400_000;

    /// <summary>Bytes of one value in the Arrow buffer.</summary>
    public static int SourceWidth(LeafColumn column) => column.Type.Conversion switch
    {
        ValueConversion.Int8 or ValueConversion.UInt8 => 1,
        ValueConversion.Int16 or ValueConversion.UInt16 => 2,
        ValueConversion.MillisToDays => 8,
        ValueConversion.DecimalBytes => ((Apache.Arrow.Types.FixedSizeBinaryType)column.ValueType).ByteWidth,
        _ => column.Type.Width,
    };

    /// <summary>Converts values that follow each other; both spans hold whole values.</summary>
    /// <exception cref="ArgumentException">Seconds that do not fit milliseconds, a decimal above its precision.</exception>
    public static void Convert(LeafColumn column, ReadOnlySpan<byte> source, Span<byte> target)
    {
        switch (column.Type.Conversion)
        {
            case ValueConversion.None:
                source.CopyTo(target);
                break;
            case ValueConversion.Int8:
                Widen(SpanCast.Cast<sbyte>(source), SpanCast.Cast<int>(target));
                break;
            case ValueConversion.UInt8:
                Widen(source, SpanCast.Cast<int>(target));
                break;
            case ValueConversion.Int16:
                Widen(SpanCast.Cast<short>(source), SpanCast.Cast<int>(target));
                break;
            case ValueConversion.UInt16:
                Widen(SpanCast.Cast<ushort>(source), SpanCast.Cast<int>(target));
                break;
            case ValueConversion.MillisToDays:
                ToDays(SpanCast.Cast<long>(source), SpanCast.Cast<int>(target));
                break;
            case ValueConversion.SecondsToMillis:
                ToMillis(column, SpanCast.Cast<long>(source), SpanCast.Cast<long>(target));
                break;
            case ValueConversion.SecondsToMillis32:
                ToMillis32(SpanCast.Cast<int>(source), SpanCast.Cast<int>(target));
                break;
            case ValueConversion.NanosToMicros:
                ToMicros(SpanCast.Cast<long>(source), SpanCast.Cast<long>(target));
                break;
            default:
                Decimals(column, source, target);
                break;
        }
    }

    private static void Widen<T>(ReadOnlySpan<T> source, Span<int> target)
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = int.CreateTruncating(source[i]);
        }
    }

    private static void ToDays(ReadOnlySpan<long> source, Span<int> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = (int)Floor(source[i], MillisPerDay);
        }
    }

    private static void ToMillis(LeafColumn column, ReadOnlySpan<long> source, Span<long> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            long seconds = source[i];
            if (seconds is > long.MaxValue / 1000 or < long.MinValue / 1000)
            {
                throw new ArgumentException($"Column {column.DottedPath}: {seconds} s do not fit milliseconds.");
            }

            target[i] = seconds * 1000;
        }
    }

    private static void ToMillis32(ReadOnlySpan<int> source, Span<int> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = unchecked(source[i] * 1000);
        }
    }

    private static void ToMicros(ReadOnlySpan<long> source, Span<long> target)
    {
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = Floor(source[i], 1000);
        }
    }

    private static void Decimals(LeafColumn column, ReadOnlySpan<byte> source, Span<byte> target)
    {
        int from = SourceWidth(column);
        int to = column.Type.Length;
        for (int i = 0, o = 0; i < source.Length; i += from, o += to)
        {
            ReadOnlySpan<byte> value = source.Slice(i, from);
            Span<byte> output = target.Slice(o, to);
            for (int b = 0; b < to; b++)
            {
                output[to - 1 - b] = value[b];
            }

            byte sign = (byte)((sbyte)value[to - 1] >> 7);
            if (value[to..].ContainsAnyExcept(sign))
            {
                throw new ArgumentException(
                    $"Column {column.DottedPath}: a decimal needs more than {column.Type.Precision} digits.");
            }
        }
    }

    private static long Floor(long value, long by)
    {
        long quotient = value / by;
        return value % by < 0 ? quotient - 1 : quotient;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Rotel.Arrow.Parquet.Tests.Data;

/// <summary>
/// Seeded arrays of any type, as awkward as Arrow allows: offsets that are not zero, garbage and non-empty ranges
/// behind null slots, unused bytes between values, dictionaries with unused and equal entries.
/// </summary>
sealed class RandomArrays(Random random, double nullRate = 0.2)
{
    static readonly string[] s_letters = ["a", "b", "c", "d", "e", " ", "'", "\u00e4", "\u20ac", "\U0001F600"];

    /// <summary>Share of dictionary entries that are null.</summary>
    public double NullEntryRate { get; init; }

    public RecordBatch Batch(Schema schema, int length) => new(
        schema, schema.FieldsList.Select(field => ArrowArrayFactory.BuildArray(Array(field, length))), length);

    /// <summary>An array of a field; its nulls are where the field allows them.</summary>
    public ArrayData Array(Field field, int length)
    {
        int before = random.Next(3) == 0 ? random.Next(1, 20) : 0;
        int total = before + length + (before > 0 ? random.Next(9) : 0);
        ArrayData whole = Whole(field.DataType, field.IsNullable, total);
        return new ArrayData(whole.DataType, length, -1, before, whole.Buffers, whole.Children, whole.Dictionary);
    }

    ArrayData Whole(IArrowType type, bool isNullable, int length)
    {
        ArrowBuffer validity = Validity(isNullable, length);
        switch (type)
        {
            case NullType:
                return new ArrayData(type, length, length, 0, [], null);
            case DictionaryType dictionary:
                return Dictionary(dictionary, validity, length);
            case StructType structure:
                ArrayData[] children = [.. structure.Fields.Select(field => Array(field, length))];
                return new ArrayData(type, length, -1, 0, [validity], children);
            case FixedSizeListType list:
                return new ArrayData(type, length, -1, 0, [validity], [Array(list.ValueField, length * list.ListSize)]);
            case MapType map:
                int[] mapOffsets = Offsets(length, 4, out int pairCount);
                ArrayData[] pairs = [UniqueKeys(map.KeyField, mapOffsets, pairCount), Array(map.ValueField, pairCount)];
                ArrayData entries = new(map.KeyValueType, pairCount, 0, 0, [ArrowBuffer.Empty], pairs);
                return new ArrayData(type, length, -1, 0, [validity, Buffer<int>(mapOffsets)], [entries]);
            case ListType list:
                int[] offsets = Offsets(length, 5, out int count);
                return new ArrayData(type, length, -1, 0, [validity, Buffer<int>(offsets)], [Array(list.ValueField, count)]);
            case LargeListType list:
                int[] largeOffsets = Offsets(length, 5, out int largeCount);
                long[] wide = [.. largeOffsets.Select(offset => (long)offset)];
                return new ArrayData(type, length, -1, 0, [validity, Buffer<long>(wide)], [Array(list.ValueField, largeCount)]);
            default:
                return Leaf(type, validity, length);
        }
    }

    ArrayData Leaf(IArrowType type, ArrowBuffer validity, int length)
    {
        ArrowBuffer values;
        switch (type.TypeId)
        {
            case ArrowTypeId.String or ArrowTypeId.Binary or ArrowTypeId.LargeString or ArrowTypeId.LargeBinary:
                return Bytes(type, validity, length);
            case ArrowTypeId.Boolean:
                values = new ArrowBuffer(Noise((length + 7) / 8));
                break;
            case ArrowTypeId.Float:
                values = Buffer<float>([.. Enumerable.Range(0, length).Select(_ => (float)Floating())]);
                break;
            case ArrowTypeId.Double:
                values = Buffer<double>([.. Enumerable.Range(0, length).Select(_ => Floating())]);
                break;
            case ArrowTypeId.HalfFloat:
                values = Buffer<Half>([.. Enumerable.Range(0, length).Select(_ => (Half)Floating())]);
                break;
            case ArrowTypeId.Timestamp:
                long second = ((TimestampType)type).Unit switch
                {
                    TimeUnit.Second => 1,
                    TimeUnit.Millisecond => 1000,
                    TimeUnit.Microsecond => 1_000_000,
                    _ => 1_000_000_000,
                };

                // DuckDB keeps instants in us; the nanoseconds are the subject of a test of their own.
                long step = second == 1_000_000_000 ? 1000 : 1;
                values = Longs(length, () => random.NextInt64(-1_000_000_000, 4_000_000_000) * second / step * step);
                break;
            case ArrowTypeId.Time64:
                long day = ((Time64Type)type).Unit == TimeUnit.Nanosecond ? 86_400_000_000_000 : 86_400_000_000;
                values = Longs(length, () => random.NextInt64(day));
                break;
            case ArrowTypeId.Time32:
                int dayOf32 = ((Time32Type)type).Unit == TimeUnit.Second ? 86_400 : 86_400_000;
                values = Buffer<int>([.. Enumerable.Range(0, length).Select(_ => random.Next(dayOf32))]);
                break;
            case ArrowTypeId.Date32:
                values = Buffer<int>([.. Enumerable.Range(0, length).Select(_ => random.Next(-200_000, 200_000))]);
                break;
            case ArrowTypeId.Date64:
                values = Longs(length, () => random.Next(-200_000, 200_000) * 86_400_000L);
                break;
            case ArrowTypeId.Decimal128:
                values = Buffer<Int128>([.. Enumerable.Range(0, length).Select(_ => (Int128)random.NextInt64(-999_999_999, 999_999_999))]);
                break;
            case ArrowTypeId.FixedSizedBinary:
                values = new ArrowBuffer(Noise(length * ((FixedSizeBinaryType)type).ByteWidth));
                break;
            default:
                values = Integers(((FixedWidthType)type).BitWidth / 8, length);
                break;
        }

        return new ArrayData(type, length, -1, 0, [validity, values], null);
    }

    ArrayData Bytes(IArrowType type, ArrowBuffer validity, int length)
    {
        bool isText = type.TypeId is ArrowTypeId.String or ArrowTypeId.LargeString;
        MemoryStream bytes = new();
        bytes.Write(Noise(random.Next(2) * 5));
        long[] offsets = new long[length + 1];
        offsets[0] = bytes.Length;
        for (int i = 0; i < length; i++)
        {
            bytes.Write(isText ? Encoding.UTF8.GetBytes(Text()) : Noise(random.Next(12)));
            offsets[i + 1] = bytes.Length;
        }

        ArrowBuffer bounds = type.TypeId is ArrowTypeId.LargeString or ArrowTypeId.LargeBinary
            ? Buffer<long>(offsets)
            : Buffer<int>([.. offsets.Select(offset => (int)offset)]);
        return new ArrayData(type, length, -1, 0, [validity, bounds, new ArrowBuffer(bytes.ToArray())], null);
    }

    ArrayData Dictionary(DictionaryType type, ArrowBuffer validity, int length)
    {
        int limit = type.IndexType.TypeId switch { ArrowTypeId.Int8 => 100, ArrowTypeId.UInt8 => 200, _ => 500 };
        int count = random.Next(1, random.Next(2) == 0 ? 6 : limit);
        ArrayData entries = new RandomArrays(random, NullEntryRate).Array(new Field("entries", type.ValueType, true), count);
        ArrowBuffer codes = Integers(((FixedWidthType)type.IndexType).BitWidth / 8, length, count);
        return new ArrayData(type, length, -1, 0, [validity, codes], null, entries);
    }

    /// <summary>Text keys that differ within each map: readers may refuse or merge equal ones.</summary>
    static ArrayData UniqueKeys(Field field, int[] offsets, int count)
    {
        if (field.DataType is DictionaryType dictionary)
        {
            // The entry names are the numbers within a map.
            byte[] codes = new byte[count];
            for (int map = 0; map + 1 < offsets.Length; map++)
            {
                for (int i = offsets[map]; i < offsets[map + 1]; i++)
                {
                    codes[i] = (byte)(i - offsets[map]);
                }
            }

            ArrayData names = Strings(dictionary.ValueType, 200, i => "key." + i);
            return new ArrayData(dictionary, count, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(codes)], null, names);
        }

        return Strings(field.DataType, count, i => "key." + i);
    }

    static ArrayData Strings(IArrowType type, int count, Func<int, string> text)
    {
        MemoryStream bytes = new();
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(text(i)));
            offsets[i + 1] = (int)bytes.Length;
        }

        return new ArrayData(type, count, 0, 0, [ArrowBuffer.Empty, Buffer<int>(offsets), new ArrowBuffer(bytes.ToArray())], null);
    }

    ArrowBuffer Validity(bool isNullable, int length)
    {
        if (!isNullable || (nullRate < 1 && random.Next(5) == 0))
        {
            return ArrowBuffer.Empty;
        }

        byte[] bits = new byte[(length + 7) / 8];
        bool inRuns = random.Next(3) == 0;
        bool isValid = true;
        for (int i = 0; i < length; i++)
        {
            isValid = inRuns && random.Next(150) > 0 ? isValid : random.NextDouble() >= nullRate;
            BitUtility.SetBit(bits, i, isValid);
        }

        return new ArrowBuffer(bits);
    }

    int[] Offsets(int length, int most, out int count)
    {
        int[] offsets = new int[length + 1];
        offsets[0] = random.Next(3);
        for (int i = 0; i < length; i++)
        {
            offsets[i + 1] = offsets[i] + (random.Next(4) == 0 ? 0 : random.Next(random.Next(40) == 0 ? 30 : most));
        }

        count = offsets[length] + random.Next(3);
        return offsets;
    }

    double Floating() => random.Next(12) switch
    {
        0 => double.NaN,
        1 => -0.0,
        2 => 0.0,
        3 => random.Next(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
        _ => random.Next(-4000, 4000) / 8.0,
    };

    string Text()
    {
        if (random.Next(40) == 0)
        {
            return new string('\u00e4', random.Next(20, 200));
        }

        return string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => s_letters[random.Next(s_letters.Length)]));
    }

    ArrowBuffer Integers(int width, int length, int below = 0)
    {
        byte[] bytes = new byte[width * length];
        bool isSmall = random.Next(2) == 0;
        Span<byte> value = stackalloc byte[8];
        for (int i = 0; i < length; i++)
        {
            long number = below > 0 ? random.Next(below) : isSmall ? random.Next(-5, 5) : random.NextInt64(long.MinValue, long.MaxValue);
            MemoryMarshal.Write(value, number);
            value[..width].CopyTo(bytes.AsSpan(i * width));
        }

        return new ArrowBuffer(bytes);
    }

    ArrowBuffer Longs(int length, Func<long> next) => Buffer<long>([.. Enumerable.Range(0, length).Select(_ => next())]);

    byte[] Noise(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public static ArrowBuffer Buffer<T>(T[] values)
        where T : unmanaged => new(MemoryMarshal.AsBytes<T>(values).ToArray());
}

using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;

namespace Rotel.Arrow.Columnar.Tests.Kernels;

/// <summary>
/// Random arrays of every type that the kernels know: slices that begin anywhere in their buffers, with and without
/// nulls, with leftovers under the nulls, on slabs or on ordinary memory.
/// </summary>
internal sealed class RandomArrays(Random random, SealContext? context)
{
    private static readonly IArrowType[] s_fixed =
    [
        Int8Type.Default, UInt8Type.Default, Int16Type.Default, UInt16Type.Default, Int32Type.Default, UInt32Type.Default,
        Int64Type.Default, UInt64Type.Default, HalfFloatType.Default, FloatType.Default, DoubleType.Default,
        Date32Type.Default, Date64Type.Default, Time32Type.Default, Time64Type.Default,
        new TimestampType(TimeUnit.Nanosecond, "UTC"), new TimestampType(TimeUnit.Second, (string?)null), DurationType.Nanosecond,
        new FixedSizeBinaryType(1), new FixedSizeBinaryType(3), new FixedSizeBinaryType(8), new FixedSizeBinaryType(16),
    ];

    private static readonly IArrowType[] s_indexes =
    [
        UInt8Type.Default, UInt16Type.Default, Int8Type.Default, Int16Type.Default, Int32Type.Default, UInt32Type.Default,
    ];

    /// <summary>Any type, lists and structs nested up to <paramref name="depth"/> levels.</summary>
    internal IArrowType Type(int depth = 3)
    {
        switch (random.Next(depth > 0 ? 10 : 6))
        {
            case 0:
                return BooleanType.Default;
            case 1 or 2:
                return s_fixed[random.Next(s_fixed.Length)];
            case 3:
                return random.Next(2) == 0 ? StringType.Default : BinaryType.Default;
            case 4:
                return random.Next(8) == 0 ? NullType.Default : StringType.Default;
            case 5:
                return DictionaryOf(random.Next(2) == 0 ? StringType.Default : BinaryType.Default);
            case 6 or 7:
                return new ListType(new Field("item", Type(depth - 1), true));
            default:
                return new StructType([.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new Field("f" + i, Type(depth - 1), true))]);
        }
    }

    internal DictionaryType DictionaryOf(IArrowType values) => new(s_indexes[random.Next(s_indexes.Length)], values, false);

    /// <summary>An array of <paramref name="length"/> cells.</summary>
    internal ArrayData Array(IArrowType type, int length)
    {
        int before = random.Next(4) == 0 ? 0 : random.Next(0, 20);
        int after = random.Next(0, 10);
        return Whole(type, before + length + after).Slice(before, length);
    }

    private ArrayData Whole(IArrowType type, int length)
    {
        if (type is NullType)
        {
            return new ArrayData(type, length, length, 0, []);
        }

        ArrowBuffer validity = Validity(length, out int nulls);
        switch (type)
        {
            case BooleanType:
                return new ArrayData(type, length, nulls, 0, [validity, Buffer(Bytes((length + 7) / 8))]);
            case StringType or BinaryType:
                (ArrowBuffer offsets, ArrowBuffer data) = Strings(length);
                return new ArrayData(type, length, nulls, 0, [validity, offsets, data]);
            case DictionaryType dictionary:
                int count = random.Next(1, 100);
                ArrayData values = Array(dictionary.ValueType, count);
                int width = ((FixedWidthType)dictionary.IndexType).BitWidth / 8;
                var indexes = new byte[length * width];
                for (int i = 0; i < length; i++)
                {
                    indexes[i * width] = (byte)random.Next(count);
                }

                return new ArrayData(type, length, nulls, 0, [validity, Buffer(indexes)], null, values);
            case ListType list:
                int[] ends = Ends(length, 4);
                int skipped = random.Next(0, 3);
                ends = [.. ends.Select(end => end + skipped)];
                ArrayData items = Array(list.ValueDataType, ends[^1] + random.Next(0, 3));
                return new ArrayData(type, length, nulls, 0, [validity, Buffer(Memory.SpanCast.AsBytes<int>(ends).ToArray())], [items]);
            case StructType whole:
                ArrayData[] children = [.. whole.Fields.Select(field => Array(field.DataType, length))];
                return new ArrayData(type, length, nulls, 0, [validity], children);
            default:
                return new ArrayData(type, length, nulls, 0, [validity, Buffer(Bytes(length * (((FixedWidthType)type).BitWidth / 8)))]);
        }
    }

    private ArrowBuffer Validity(int length, out int nulls)
    {
        nulls = 0;
        if (random.Next(3) == 0)
        {
            return ArrowBuffer.Empty;
        }

        byte[] bits = random.Next(4) == 0 ? [.. Enumerable.Repeat((byte)0xFF, (length + 7) / 8)] : Bytes((length + 7) / 8);
        for (int i = 0; i < length; i++)
        {
            nulls += (bits[i / 8] >> (i % 8) & 1) == 0 ? 1 : 0;
        }

        return Buffer(bits);
    }

    private (ArrowBuffer Offsets, ArrowBuffer Data) Strings(int length)
    {
        int[] ends = Ends(length, 6);
        byte[] data = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, ends[^1]).Select(_ => (char)('a' + random.Next(4)))));
        return (Buffer(Memory.SpanCast.AsBytes<int>(ends).ToArray()), Buffer(data));
    }

    private int[] Ends(int length, int most)
    {
        var ends = new int[length + 1];
        for (int i = 0; i < length; i++)
        {
            ends[i + 1] = ends[i] + random.Next(0, most);
        }

        return ends;
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private ArrowBuffer Buffer(byte[] bytes)
    {
        if (context is null)
        {
            return new ArrowBuffer(bytes);
        }

        ArrowBuffer buffer = context.Allocate(bytes.Length, out Span<byte> target);
        bytes.CopyTo(target);
        return buffer;
    }
}

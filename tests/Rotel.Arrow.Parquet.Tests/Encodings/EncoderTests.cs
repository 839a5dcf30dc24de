using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Statistics;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests.Encodings;

/// <summary>Encoders against slow decoders written from Encodings.md.</summary>
public sealed class EncoderTests
{
    static readonly SlabPool s_pool = new(new ByteBudget(long.MaxValue));

    [Fact]
    public void Dictionary_indexes_of_every_width_come_back()
    {
        Random random = new(FuzzBudget.Seed);
        for (int i = 0; i < FuzzBudget.Iterations(400); i++)
        {
            int width = random.Next(1, 32);
            int max = (int)((1L << width) - 1);
            int[] values = Runs(random, random.Next(0, 400), () => random.Next(max) + random.Next(2));
            using NativeBuffer<byte> output = new(s_pool);
            HybridEncoder.Indexes(values, width, output);
            Assert.Equal(values, Hybrid(output.Values, width, values.Length));
        }
    }

    [Fact]
    public void Levels_of_every_maximum_come_back()
    {
        Random random = new(FuzzBudget.Seed);
        using BitAccumulator scratch = new(s_pool);
        for (int i = 0; i < FuzzBudget.Iterations(400); i++)
        {
            int max = random.Next(1, 120);
            int[] values = Runs(random, random.Next(0, 700), () => random.Next(max + 1));
            using NativeBuffer<byte> output = new(s_pool);
            HybridEncoder.Bytes([.. values.Select(value => (byte)value)], max, scratch, output);
            Assert.Equal(values, Hybrid(output.Values, HybridEncoder.WidthOf(max), values.Length));
        }
    }

    [Fact]
    public void Bitmaps_at_any_offset_come_back()
    {
        Random random = new(FuzzBudget.Seed);
        using BitAccumulator bits = new(s_pool);
        for (int i = 0; i < FuzzBudget.Iterations(400); i++)
        {
            bits.Clear();
            List<int> expected = [];
            for (int part = random.Next(1, 6); part > 0; part--)
            {
                int start = random.Next(0, 70);
                int count = random.Next(0, 300);
                int[] values = Runs(random, start + count, () => random.Next(2));
                byte[] bitmap = new byte[(values.Length + 7) / 8];
                for (int b = 0; b < values.Length; b++)
                {
                    bitmap[b / 8] |= (byte)(values[b] << (b % 8));
                }

                if (random.Next(4) == 0)
                {
                    bits.AppendOnes(count);
                    expected.AddRange(Enumerable.Repeat(1, count));
                    continue;
                }

                bits.Append(bitmap, start, count);
                expected.AddRange(values[start..]);
            }

            bits.Materialize();
            using NativeBuffer<byte> output = new(s_pool);
            HybridEncoder.Bits(bits.Complete(), bits.Count, output);
            Assert.Equal(expected, Hybrid(output.Values, 1, expected.Count));
        }
    }

    [Fact]
    public void Deltas_of_any_integers_come_back_also_where_they_overflow()
    {
        Random random = new(FuzzBudget.Seed);
        for (int i = 0; i < FuzzBudget.Iterations(400); i++)
        {
            long scale = 1L << random.Next(1, 63);
            long[] values = [.. Enumerable.Range(0, random.Next(0, 500)).Select(_ => random.Next(9) == 0 ? long.MinValue : random.NextInt64(-scale, scale))];
            using NativeBuffer<byte> output = new(s_pool);
            DeltaBinaryPackedEncoder.Encode(values, output);
            Assert.Equal(values, Delta(output.Values));

            int[] small = [.. values.Select(value => unchecked((int)value))];
            using NativeBuffer<byte> output32 = new(s_pool);
            DeltaBinaryPackedEncoder.Encode(small, output32);
            Assert.Equal(small, Delta(output32.Values).Select(value => unchecked((int)value)));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(5)]
    public void Byte_streams_are_split_by_place(int width)
    {
        for (int count = 0; count < 40; count++)
        {
            byte[] values = new byte[count * width];
            new Random(count).NextBytes(values);
            using NativeBuffer<byte> output = new(s_pool);
            ByteStreamSplitEncoder.Encode(values, width, output);
            byte[] expected = [.. Enumerable.Range(0, width).SelectMany(k => Enumerable.Range(0, count).Select(i => values[(i * width) + k]))];
            Assert.Equal(expected, output.Values.ToArray());
        }
    }

    [Fact]
    public void Cut_bounds_enclose_the_value_and_stay_text()
    {
        Random random = new(FuzzBudget.Seed);
        string[] letters = ["a", "\u007f", "\u07ff", "\ud7ff", "\uffff", "\U0010FFFF", "\u00e4", "\u0000"];
        for (int i = 0; i < FuzzBudget.Iterations(2000); i++)
        {
            string text = string.Concat(Enumerable.Range(0, 40).Select(_ => letters[random.Next(letters.Length)]));
            byte[] value = System.Text.Encoding.UTF8.GetBytes(text);
            byte[] prefix = value[..16];
            ReadOnlySpan<byte> lower = prefix.AsSpan(0, BoundTruncation.Lower(prefix, isText: true));
            Assert.True(lower.SequenceCompareTo(value) <= 0);
            Assert.True(System.Text.Unicode.Utf8.IsValid(lower));
            byte[] upper = [.. prefix];
            int length = BoundTruncation.RaiseUpper(upper, isText: true);
            if (length > 0)
            {
                Assert.True(upper.AsSpan(0, length).SequenceCompareTo(value) > 0);
                bool isTop = text.StartsWith("\U0010FFFF\U0010FFFF\U0010FFFF\U0010FFFF", StringComparison.Ordinal);
                Assert.True(isTop || System.Text.Unicode.Utf8.IsValid(upper.AsSpan(0, length)));
            }
        }
    }

    static int[] Runs(Random random, int count, Func<int> next)
    {
        int[] values = new int[count];
        for (int i = 0; i < count;)
        {
            int run = random.Next(3) == 0 ? random.Next(1, 150) : 1;
            int value = next();
            for (; run > 0 && i < count; run--)
            {
                values[i++] = value;
            }
        }

        return values;
    }

    /// <summary>Decodes run length / bit-packed data; everything must be used up.</summary>
    static List<int> Hybrid(ReadOnlySpan<byte> bytes, int width, int count)
    {
        List<int> values = [];
        int at = 0;
        while (values.Count < count)
        {
            ulong header = Varint(bytes, ref at);
            if ((header & 1) == 0)
            {
                int value = 0;
                for (int shift = 0; shift < width; shift += 8)
                {
                    value |= bytes[at++] << shift;
                }

                values.AddRange(Enumerable.Repeat(value, (int)(header >> 1)));
                continue;
            }

            int groupValues = (int)(header >> 1) * 8;
            for (int i = 0; i < groupValues; i++)
            {
                int value = (int)Unpack(bytes[at..], i, width);
                if (values.Count < count)
                {
                    values.Add(value);
                }
                else
                {
                    Assert.Equal(0, value);
                }
            }

            at += groupValues * width / 8;
        }

        Assert.Equal(bytes.Length, at);
        return values;
    }

    static List<long> Delta(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        Assert.Equal(128UL, Varint(bytes, ref at));
        Assert.Equal(4UL, Varint(bytes, ref at));
        int count = (int)Varint(bytes, ref at);
        long value = ZigZag(bytes, ref at);
        List<long> values = count > 0 ? [value] : [];
        while (values.Count < count)
        {
            long smallest = ZigZag(bytes, ref at);
            byte[] widths = bytes.Slice(at, 4).ToArray();
            at += 4;
            for (int m = 0; m < 4 && values.Count < count; m++)
            {
                for (int i = 0; i < 32 && values.Count < count; i++)
                {
                    value = unchecked(value + smallest + (long)Unpack(bytes[at..], i, widths[m]));
                    values.Add(value);
                }

                at += 4 * widths[m];
            }
        }

        Assert.Equal(bytes.Length, at);
        return values;
    }

    static ulong Unpack(ReadOnlySpan<byte> bytes, int index, int width)
    {
        ulong value = 0;
        for (int bit = 0; bit < width; bit++)
        {
            int at = (index * width) + bit;
            value |= (ulong)(bytes[at / 8] >> (at % 8) & 1) << bit;
        }

        return value;
    }

    static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    static long ZigZag(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = Varint(bytes, ref at);
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}

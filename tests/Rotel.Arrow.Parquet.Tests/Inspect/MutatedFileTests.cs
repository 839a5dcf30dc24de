using Apache.Arrow;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Inspect;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Parquet.Tests.Inspect;

/// <summary>Damaged copies of a sound file: no other exception than the one for damage, no large allocation.</summary>
public sealed class MutatedFileTests
{
    [Fact]
    public void Flipped_cut_and_inserted_bytes_are_refused_cleanly_or_read()
    {
        byte[] sound = SoundFile();
        Random random = new(FuzzBudget.Seed);
        for (int i = 0; i < FuzzBudget.Iterations(3000); i++)
        {
            byte[] damaged = Damage(sound, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                ParquetReport.Write(
                    new MemoryStream(damaged), "x", TextWriter.Null, new ParquetReportOptions { Pages = true, Checksums = i % 2 == 0 });
            }
            catch (ParquetFormatException)
            {
                // Refused.
            }
            catch (Exception error)
            {
                Assert.Fail($"seed {FuzzBudget.Seed}, iteration {i}: {error}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 32 << 20, $"seed {FuzzBudget.Seed}, iteration {i}: {allocated} bytes allocated");
        }
    }

    [Fact]
    public void Every_cut_of_a_file_is_an_error()
    {
        byte[] sound = SoundFile();
        for (int length = 0; length < sound.Length; length += 7)
        {
            Assert.Throws<ParquetFormatException>(() => new ParquetInspector(new MemoryStream(sound[..length])));
        }
    }

    [Fact]
    public void A_footer_of_millions_of_tiny_structures_is_refused_by_the_limit_of_items()
    {
        // List of structs that are one stop byte each: the cheapest way to ask for objects.
        const int Elements = 3_000_000;
        MemoryStream footer = new();
        footer.Write([0x29, 0xFC]);
        WriteVarint(footer, Elements);
        footer.Write(new byte[Elements + 1]);
        MemoryStream file = new();
        file.Write("PAR1"u8);
        file.Write(footer.ToArray());
        file.Write(BitConverter.GetBytes((int)footer.Length));
        file.Write("PAR1"u8);
        ParquetFormatException error = Assert.Throws<ParquetFormatException>(() => new ParquetInspector(file));
        Assert.Contains("more structures than the limit allows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_footer_longer_than_the_file_or_the_limit_is_refused_before_it_is_read()
    {
        byte[] sound = SoundFile();
        byte[] lying = [.. sound];
        BitConverter.GetBytes(int.MaxValue).CopyTo(lying, lying.Length - 8);
        Assert.Throws<ParquetFormatException>(() => new ParquetInspector(new MemoryStream(lying)));
        Assert.Throws<ParquetFormatException>(
            () => new ParquetInspector(new MemoryStream(sound), new ParquetInspectLimits { FooterBytes = 100 }));
    }

    static byte[] SoundFile()
    {
        Random random = new(11);
        Schema schema = new RandomSchemas(random).Schema(6, 3);
        RandomArrays arrays = new(random);
        return ParquetFiles.Bytes(
            schema,
            [arrays.Batch(schema, 60), arrays.Batch(schema, 80)],
            new ParquetWriterOptions
            {
                RowGroupRows = 50,
                PageRows = 20,
                Default = new ParquetColumnOptions { BloomFilter = true, Codec = ParquetCodec.Snappy },
            });
    }

    static byte[] Damage(byte[] sound, Random random)
    {
        List<byte> bytes = [.. sound];
        int footer = BitConverter.ToInt32(sound, sound.Length - 8) + 8;
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            // Mostly in the footer, where structure is.
            int at = random.Next(4) == 0 ? random.Next(bytes.Count) : Math.Max(0, bytes.Count - random.Next(footer + 200));
            at = Math.Min(at, bytes.Count - 1);
            switch (random.Next(8))
            {
                case 0:
                    bytes.RemoveAt(at);
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0;
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return [.. bytes];
    }

    static void WriteVarint(Stream to, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.WriteByte((byte)(value | 0x80));
        }

        to.WriteByte((byte)value);
    }
}

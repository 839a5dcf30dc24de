using Apache.Arrow;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Streams cut at every byte and with bits flipped anywhere: an error or data that can be read to the last cell, and
/// memory back to where it was.
/// </summary>
public class DamageTests
{
    [Theory]
    [InlineData(IpcCompression.None)]
    [InlineData(IpcCompression.Zstd)]
    [InlineData(IpcCompression.Lz4Frame)]
    public void A_stream_cut_anywhere_but_between_messages_is_an_error(IpcCompression compression)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 30));
        byte[] stream = IpcStreams.Write(
            DictionaryBatches.Schema,
            [DictionaryBatches.Of(0, 30), DictionaryBatches.Of(0, 40), DictionaryBatches.Of(1, 3)],
            new IpcWriterOptions { Compression = compression });
        List<int> boundaries = IpcStreams.Boundaries(stream);
        for (int length = 0; length < stream.Length; length++)
        {
            StreamRun run = StreamRun.Of(stream.AsMemory(0, length), pool: pool);
            IpcErrorCode? expected = boundaries.Contains(length) ? null : IpcErrorCode.Truncated;
            Assert.True(expected == run.Error?.Code, $"cut at {length}: {run.Error?.Message}");
        }

        Assert.Equal(0, pool.LiveSlabs);
    }

    [Theory]
    [InlineData(IpcCompression.None, 3000)]
    [InlineData(IpcCompression.Zstd, 1500)]
    [InlineData(IpcCompression.Lz4Frame, 1500)]
    public void Flipped_bits_end_in_an_error_or_in_readable_data(IpcCompression compression, int rounds)
    {
        using var pool = new SlabPool(new ByteBudget(1L << 30));
        var random = new Random(FuzzBudget.Seed);
        int refused = 0;
        byte[] stream = [];
        for (int round = 0; round < FuzzBudget.Iterations(rounds); round++)
        {
            if (round % 50 == 0)
            {
                var source = new RandomBatches(random, random.Next(1, 5));
                RecordBatch[] batches = [.. Enumerable.Range(0, 3).Select(_ => source.Next(random.Next(1, 30)))];
                stream = IpcStreams.Write(source.Schema, batches, new IpcWriterOptions { Compression = compression, CompressFromBytes = 0 });
            }

            byte[] damaged = [.. stream];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                var options = new IpcReaderOptions { MaxRows = 100_000, ValidateText = random.Next(2) == 0 };
                refused += StreamRun.Of(damaged, options, pool).Error is null ? 0 : 1;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"round {round} of seed {FuzzBudget.Seed}: {Convert.ToBase64String(damaged)}", e);
            }
        }

        Assert.True(refused > rounds / 10, $"{refused} of {rounds} refused");
        Assert.Equal(0, pool.LiveSlabs);
        Assert.Equal(0, pool.Budget.UsedBytes);
    }
}

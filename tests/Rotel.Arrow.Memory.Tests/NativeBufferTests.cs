using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory.Tests;

/// <summary>The growing array behind every column, against a <see cref="List{T}"/>.</summary>
public sealed class NativeBufferTests : IDisposable
{
    private readonly SlabPool _pool = new(new ByteBudget(1L << 40), track: true);

    public void Dispose()
    {
        _pool.AssertNoLeaks();
        Assert.Equal(0, _pool.Budget.UsedBytes);
        _pool.Dispose();
    }

    [Fact]
    public void Nothing_is_rented_before_the_first_value()
    {
        var buffer = new NativeBuffer<int>(_pool);
        Assert.Equal(0, buffer.Count);
        Assert.Equal(0, buffer.CapacityBytes);
        Assert.True(buffer.Values.IsEmpty);
        Assert.Null(buffer.Share());
        Assert.Null(buffer.Detach());
        buffer.AppendRepeated(1, 0);
        buffer.AppendRepeated(1, -5);
        buffer.Append(ReadOnlySpan<int>.Empty);
        Assert.Equal(0, _pool.LiveSlabs);
        buffer.Append(7);
        Assert.Equal(1, _pool.LiveSlabs);
        buffer.Dispose();
        Assert.Equal(0, buffer.CapacityBytes);
    }

    [Fact]
    public void Indexes_and_counts_outside_of_the_buffer_are_refused()
    {
        using var buffer = new NativeBuffer<long>(_pool);
        buffer.Append(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AppendSpan(-1));
        buffer[0] = 5;
        Assert.Equal([5], buffer.Values.ToArray());
    }

    [Fact]
    public void A_buffer_above_1_GiB_is_refused_without_losing_what_is_there()
    {
        using var buffer = new NativeBuffer<long>(_pool);
        buffer.Append(1);
        Assert.Throws<InvalidOperationException>(() => buffer.Reserve((1 << 27) + 1));
        Assert.Throws<InvalidOperationException>(() => buffer.AppendRepeated(2, int.MaxValue));
        Assert.Equal([1], buffer.Values.ToArray());
        buffer.Append(2);
        Assert.Equal([1, 2], buffer.Values.ToArray());
    }

    [Fact]
    public void A_detached_slab_belongs_to_the_caller_and_the_buffer_starts_anew()
    {
        var buffer = new NativeBuffer<int>(_pool);
        buffer.Append([1, 2, 3]);
        Slab slab = buffer.Detach()!;
        Assert.True(slab.IsExclusive);
        Assert.Equal(0, buffer.Count);
        buffer.Append(9);
        Assert.Equal([1, 2, 3], SpanCast.Cast<int>(slab.GetSpan()[..12]).ToArray());
        Assert.Equal([9], buffer.Values.ToArray());
        slab.Release();
        buffer.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4000)]
    [InlineData(4032)]
    [InlineData(4033)]
    [InlineData(100_000)]
    public void Bytes_behind_the_last_value_are_zero_up_to_the_next_multiple_of_64(int count)
    {
        // Blocks are reused here, and full of ones from their last life.
        using var pool = new SlabPool(new ByteBudget(1L << 40));
        for (int round = 0; round < 2; round++)
        {
            var buffer = new NativeBuffer<byte>(pool);
            buffer.AppendRepeated(0xFF, count);
            Slab slab = buffer.Detach()!;
            int padded = (count + 63) & ~63;
            Assert.True(slab.CapacityBytes >= padded);
            Assert.Equal(-1, slab.GetSpan()[count..padded].IndexOfAnyExcept((byte)0));
            Assert.Equal(-1, slab.GetSpan()[..count].IndexOfAnyExcept((byte)0xFF));
            slab.GetSpan().Fill(0xFF);
            slab.Release();
        }
    }

    [Fact]
    public void A_reader_keeps_the_values_it_was_given_while_the_buffer_grows_past_its_slab()
    {
        var buffer = new NativeBuffer<int>(_pool);
        var readers = new List<(Slab Slab, int Count)>();
        for (int i = 0; i < 20_000; i++)
        {
            buffer.Append(i);
            if (i % 1000 == 500)
            {
                readers.Add((buffer.Share()!, buffer.Count));
            }
        }

        buffer.Dispose();
        Assert.True(readers.Select(static r => r.Slab).Distinct().Count() > 2, "the buffer never moved");
        foreach ((Slab slab, int count) in readers)
        {
            Assert.Equal(Enumerable.Range(0, count), SpanCast.Cast<int>(slab.GetSpan())[..count].ToArray());
            slab.Release();
        }
    }

    [Fact]
    public void A_buffer_that_is_emptied_keeps_a_small_block_and_gives_a_large_one_back()
    {
        using var buffer = new NativeBuffer<int>(_pool);
        buffer.AppendRepeated(1, 50_000);
        buffer.Truncate(0);
        Assert.InRange(buffer.CapacityBytes, 200_000, 300_000);
        buffer.AppendRepeated(1, 100_000);
        buffer.Truncate(1);
        Assert.InRange(buffer.CapacityBytes, 400_000, 600_000);
        buffer.Truncate(0);
        Assert.Equal(0, buffer.CapacityBytes);
        buffer.Append(7);
        Assert.Equal([7], buffer.Values.ToArray());
    }

    [Fact]
    public void The_first_block_after_a_batch_is_as_large_as_the_batch_was()
    {
        var buffer = new NativeBuffer<int>(_pool);
        buffer.AppendRepeated(1, 50_000);
        buffer.Detach()!.Release();
        buffer.Append(1);
        Assert.InRange(buffer.CapacityBytes, 200_000, 300_000);
        buffer.Detach()!.Release();
        buffer.Append(1);
        Assert.Equal(4096, buffer.CapacityBytes);
        buffer.Dispose();
    }

    [Fact]
    public void Random_operations_on_bytes_do_what_a_list_does() => CompareWithList(static random => (byte)random.Next());

    [Fact]
    public void Random_operations_on_16_bit_values_do_what_a_list_does() => CompareWithList(static random => (ushort)random.Next());

    [Fact]
    public void Random_operations_on_doubles_do_what_a_list_does() => CompareWithList(static random => random.NextDouble());

    [Fact]
    public void Random_operations_on_16_byte_values_do_what_a_list_does() =>
        CompareWithList(static random => new Int128((ulong)random.NextInt64(), (ulong)random.NextInt64()));

    private void CompareWithList<T>(Func<Random, T> draw)
        where T : unmanaged, IEquatable<T>
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var buffer = new NativeBuffer<T>(_pool);
            var model = new List<T>();
            var shared = new List<(Slab Slab, T[] Values)>();
            int frozen = 0;
            for (int step = 0; step < 150; step++)
            {
                switch (random.Next(10))
                {
                    case 0 or 1 or 2:
                        T one = draw(random);
                        buffer.Append(one);
                        model.Add(one);
                        break;
                    case 3:
                        T repeated = draw(random);
                        int times = random.Next(0, 2000);
                        buffer.AppendRepeated(repeated, times);
                        model.AddRange(Enumerable.Repeat(repeated, times));
                        break;
                    case 4:
                        T[] run = [.. Enumerable.Range(0, random.Next(0, 300)).Select(_ => draw(random))];
                        buffer.Append(run);
                        model.AddRange(run);
                        break;
                    case 5:
                        Span<T> room = buffer.AppendSpan(random.Next(0, 50));
                        for (int i = 0; i < room.Length; i++)
                        {
                            room[i] = draw(random);
                        }

                        model.AddRange(room);
                        break;
                    case 6:
                        int keep = random.Next(frozen, model.Count + 1);
                        buffer.Truncate(keep);
                        model.RemoveRange(keep, model.Count - keep);
                        break;
                    case 7:
                        buffer.Reserve(random.Next(0, 5000));
                        break;
                    case 8 when buffer.Share() is { } lent:
                        shared.Add((lent, [.. model]));
                        frozen = model.Count;
                        break;
                    case 9 when random.Next(8) == 0:
                        Slab? slab = buffer.Detach();
                        AssertHolds(slab, [.. model]);
                        slab?.Release();
                        model.Clear();
                        frozen = 0;
                        break;
                }

                Assert.Equal(model.Count, buffer.Count);
                if (model.Count > 0)
                {
                    int at = random.Next(model.Count);
                    Assert.Equal(model[at], buffer[at]);
                }
            }

            Assert.True(buffer.Values.SequenceEqual(CollectionsMarshal.AsSpan(model)), $"seed {seed}");
            Assert.True(buffer.Writable.SequenceEqual(CollectionsMarshal.AsSpan(model)), $"seed {seed}");
            buffer.Dispose();
            foreach ((Slab slab, T[] values) in shared)
            {
                AssertHolds(slab, values);
                slab.Release();
            }
        }
    }

    private static void AssertHolds<T>(Slab? slab, T[] values)
        where T : unmanaged, IEquatable<T>
    {
        if (values.Length > 0)
        {
            Assert.True(SpanCast.Cast<T>(slab!.GetSpan())[..values.Length].SequenceEqual(values));
        }
    }
}

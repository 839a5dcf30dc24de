using System.Globalization;
using System.Text;
using Rotel.Arrow.Columnar.Dictionaries;

namespace Rotel.Arrow.Columnar.Tests.Dictionaries;

/// <summary>Dense ids of distinct byte strings, against a <see cref="Dictionary{TKey,TValue}"/>.</summary>
public sealed class BinaryDictionaryTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose() => _columns.Dispose();

    [Fact]
    public void Ids_are_dense_stable_and_one_a_value_under_tens_of_thousands_of_similar_values()
    {
        // Slots collide all the time here: runs of one byte in every length, counters, common beginnings and ends.
        var random = new Random(1);
        using var dictionary = new BinaryDictionary(isText: false, 65_535, _columns.Pool);
        var model = new Dictionary<string, int>();
        for (int i = 0; i < 150_000; i++)
        {
            byte[] value = Draw(random);
            string key = Convert.ToHexString(value);
            if (!model.TryGetValue(key, out int expected))
            {
                expected = model.Count;
                model.Add(key, expected);
            }

            Assert.Equal(expected, dictionary.GetOrAdd(value));
        }

        Assert.Equal(model.Count, dictionary.Count);
        Assert.Equal(model.Keys.Sum(static key => key.Length / 2), dictionary.DataBytes);
        foreach ((string key, int id) in model)
        {
            byte[] value = Convert.FromHexString(key);
            Assert.True(dictionary[id].SequenceEqual(value));
            Assert.True(dictionary.Matches(id, value));
            Assert.False(dictionary.Matches((id + 1) % model.Count, value));
        }
    }

    [Fact]
    public void A_full_dictionary_still_knows_its_values()
    {
        using var dictionary = new BinaryDictionary(isText: true, 3, _columns.Pool);
        Assert.Equal(0, dictionary.GetOrAdd("a"u8));
        Assert.Equal(1, dictionary.GetOrAdd(""u8));
        Assert.Equal(2, dictionary.GetOrAdd("c"u8));
        Assert.Equal(BinaryDictionary.Full, dictionary.GetOrAdd("d"u8));
        Assert.Equal(1, dictionary.GetOrAdd(""u8));
        Assert.Equal(3, dictionary.Count);
    }

    [Fact]
    public void Text_that_is_not_UTF_8_is_not_added()
    {
        using var dictionary = new BinaryDictionary(isText: true, 3, _columns.Pool);
        foreach (byte[] invalid in new byte[][] { [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82] })
        {
            Assert.Equal(BinaryDictionary.Invalid, dictionary.GetOrAdd(invalid));
        }

        Assert.Equal(0, dictionary.Count);
        Assert.Equal(0, dictionary.GetOrAdd("\u20ac"u8));
    }

    [Fact]
    public void Nothing_matches_an_empty_dictionary()
    {
        using var dictionary = new BinaryDictionary(isText: true, 3, _columns.Pool);
        foreach (int id in new[] { -1, 0, 1, int.MaxValue, int.MinValue })
        {
            Assert.False(dictionary.Matches(id, ""u8));
        }
    }

    [Fact]
    public void A_generation_ends_with_a_reset_and_two_dictionaries_never_share_one()
    {
        using var first = new BinaryDictionary(isText: true, 10, _columns.Pool);
        using var second = new BinaryDictionary(isText: true, 10, _columns.Pool);
        long generation = first.Generation;
        Assert.NotEqual(generation, second.Generation);
        first.GetOrAdd("a"u8);
        Assert.Equal(generation, first.Generation);
        first.Reset();
        Assert.NotEqual(generation, first.Generation);
        Assert.NotEqual(second.Generation, first.Generation);
        Assert.Equal(0, first.Count);
        Assert.Equal(0, first.GetOrAdd("b"u8));
    }

    [Fact]
    public void A_cache_goes_back_to_a_mark_and_gives_the_dropped_values_new_ids()
    {
        using var dictionary = new BinaryDictionary(isText: false, 65_535, _columns.Pool);
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            int keep = random.Next(dictionary.Count + 1);
            dictionary.Truncate(keep);
            Assert.Equal(keep, dictionary.Count);
            for (int i = 0; i < keep; i++)
            {
                Assert.Equal(i, dictionary.GetOrAdd(dictionary[i].ToArray()));
            }

            for (int i = random.Next(200); i > 0; i--)
            {
                byte[] value = BitConverter.GetBytes((round << 16) + i);
                int id = dictionary.GetOrAdd(value);
                Assert.True(dictionary[id].SequenceEqual(value));
                Assert.Equal(dictionary.Count - 1, id);
            }
        }
    }

    [Fact]
    public void The_shared_values_of_an_empty_dictionary_are_an_array_without_cells()
    {
        var dictionary = new BinaryDictionary(isText: true, 10, _columns.Pool);
        Assert.Empty(ArrowCells.ReadAll(dictionary.Share(_columns.Context)));
        Assert.Equal(0, dictionary.GetOrAdd("a"u8));
        Assert.Equal([ArrowCells.Text("a"u8)], ArrowCells.ReadAll(dictionary.Share(_columns.Context)));
        _columns.AssertClean(dictionary);
    }

    private static byte[] Draw(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return [.. Enumerable.Repeat((byte)random.Next(3), random.Next(0, 80))];
            case 1:
                return Encoding.ASCII.GetBytes(random.Next(15_000).ToString(CultureInfo.InvariantCulture));
            case 2:
                return [.. "a long common beginning of a value "u8, (byte)random.Next(256), (byte)random.Next(40)];
            default:
                return [(byte)random.Next(256), (byte)random.Next(20), .. "and a common end, longer than a word"u8];
        }
    }
}

using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Dictionaries;

namespace Rotel.Arrow.Columnar.Tests.Dictionaries;

/// <summary>
/// Values made to collide. The hash multiplies and rotates words, so that a difference in the top bit of one word is one
/// in bit 28 of the state before the next word, whatever the seed: a peer can make any number of values of one hash. As
/// with 65,536 distinct values, that costs the column its dictionary, and never time without bound or a wrong cell.
/// </summary>
public sealed class HashCollisionTests : IDisposable
{
    private readonly SealedColumns _columns = new();

    public void Dispose() => _columns.Dispose();

    [Fact]
    public void Searches_are_bounded_and_ids_stay_right()
    {
        using var dictionary = new BinaryDictionary(isText: false, 65_535, _columns.Pool);
        var ids = new Dictionary<int, byte[]>();
        foreach (byte[] value in Colliding(12))
        {
            int id = dictionary.GetOrAdd(value);
            if (id == BinaryDictionary.Full)
            {
                continue;
            }

            Assert.True(ids.TryAdd(id, value));
            Assert.Equal(id, dictionary.GetOrAdd(value));
        }

        Assert.Equal(ids.Count, dictionary.Count);
        Assert.True(ids.Count >= BinaryDictionary.MaxProbes / 2, $"{ids.Count} values");
        foreach ((int id, byte[] value) in ids)
        {
            Assert.True(dictionary[id].SequenceEqual(value));
        }

        // Ordinary values get their own id, or none when they fall among the others.
        for (int i = 0; i < 1000; i++)
        {
            byte[] value = BitConverter.GetBytes(i);
            int id = dictionary.GetOrAdd(value);
            Assert.True(id == BinaryDictionary.Full || dictionary[id].SequenceEqual(value));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_column_keeps_every_cell_in_order(bool neverPlain)
    {
        var column = new DictionaryColumn("c", isText: false, DictionaryWidth.Index8, true, _columns.Pool, neverPlain);
        for (int batch = 0; batch < 3; batch++)
        {
            List<string> model = [];
            foreach (byte[] value in Colliding(10))
            {
                Assert.True(column.TrySet(model.Count, value));
                model.Add(ArrowCells.Text(value));
            }

            IArrowArray array = _columns.Seal(column, model.Count);
            Assert.True(!neverPlain || array is DictionaryArray);
            Assert.True(model.SequenceEqual(ArrowCells.ReadAll(array)));
        }

        _columns.AssertClean(column);
    }

    /// <summary>2^<paramref name="pairs"/> values: in each pair of words, both differences or none.</summary>
    private static IEnumerable<byte[]> Colliding(int pairs)
    {
        for (int choice = 0; choice < 1 << pairs; choice++)
        {
            var value = new byte[(16 * pairs) + 16];
            for (int pair = 0; pair < pairs; pair++)
            {
                if ((choice >> pair & 1) != 0)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan(16 * pair), 1UL << 63);
                    BinaryPrimitives.WriteUInt64LittleEndian(value.AsSpan((16 * pair) + 8), 1UL << 28);
                }
            }

            yield return value;
        }
    }
}

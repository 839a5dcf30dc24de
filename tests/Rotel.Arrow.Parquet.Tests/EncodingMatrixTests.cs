using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Tests.Data;
using Rotel.Arrow.Parquet.Tests.Oracles;

namespace Rotel.Arrow.Parquet.Tests;

/// <summary>Every encoding with every codec in both page versions is read back equal.</summary>
public sealed class EncodingMatrixTests
{
    static readonly (IArrowType Type, ParquetEncoding? Encoding, ParquetDictionaryMode Dictionary)[] s_columns =
    [
        (Int32Type.Default, ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (Int32Type.Default, ParquetEncoding.DeltaBinaryPacked, ParquetDictionaryMode.Never),
        (Int64Type.Default, ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (Int64Type.Default, ParquetEncoding.DeltaBinaryPacked, ParquetDictionaryMode.Never),
        (FloatType.Default, ParquetEncoding.ByteStreamSplit, ParquetDictionaryMode.Never),
        (DoubleType.Default, ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (DoubleType.Default, ParquetEncoding.ByteStreamSplit, ParquetDictionaryMode.Never),
        (StringType.Default, ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (StringType.Default, ParquetEncoding.DeltaLengthByteArray, ParquetDictionaryMode.Never),
        (StringType.Default, null, ParquetDictionaryMode.Always),
        (BooleanType.Default, ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (BooleanType.Default, ParquetEncoding.Rle, ParquetDictionaryMode.Never),
        (new FixedSizeBinaryType(16), ParquetEncoding.Plain, ParquetDictionaryMode.Never),
        (new DictionaryType(UInt16Type.Default, StringType.Default, false), null, ParquetDictionaryMode.Auto),
        (new DictionaryType(UInt8Type.Default, Int64Type.Default, false), null, ParquetDictionaryMode.Auto),
    ];

    public static TheoryData<ParquetCodec, ParquetPageVersion, bool> Cases()
    {
        TheoryData<ParquetCodec, ParquetPageVersion, bool> cases = [];
        foreach (ParquetCodec codec in (ParquetCodec[])
            [ParquetCodec.Uncompressed, ParquetCodec.Snappy, ParquetCodec.Gzip, ParquetCodec.Zstd, ParquetCodec.Lz4Raw])
        {
            cases.Add(codec, ParquetPageVersion.V1, false);
            cases.Add(codec, ParquetPageVersion.V2, false);
            cases.Add(codec, ParquetPageVersion.V2, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task All_encodings_are_read_back(ParquetCodec codec, ParquetPageVersion version, bool skipUseless)
    {
        Random random = new(7);
        Schema schema = new(s_columns.Select((column, i) => new Field($"c{i}", column.Type, i % 3 > 0)), null);
        RandomArrays arrays = new(random);
        using WrittenFile file = new(
            [arrays.Batch(schema, 700), arrays.Batch(schema, 1500)],
            new ParquetWriterOptions
            {
                PageVersion = version,
                PageRows = 600,
                SkipUselessCompression = skipUseless,
                Columns = s_columns.Select((column, i) => KeyValuePair.Create($"c{i}", new ParquetColumnOptions
                {
                    Codec = codec, Encoding = column.Encoding, Dictionary = column.Dictionary,
                })).ToDictionary(),
            });
        for (int i = 0; i < s_columns.Length; i++)
        {
            ParquetColumnChunk chunk = file.Chunk($"c{i}");
            if (s_columns[i].Dictionary != ParquetDictionaryMode.Always)
            {
                Assert.Contains(s_columns[i].Encoding ?? ParquetEncoding.RleDictionary, chunk.Encodings);
            }

            ParquetPageType expected = version == ParquetPageVersion.V1 ? ParquetPageType.DataPage : ParquetPageType.DataPageV2;
            Assert.All(file.Inspector.ReadPages(chunk).Where(page => page.IsData), page => Assert.Equal(expected, page.Header.Type));
            Assert.All(file.Inspector.ReadPages(chunk), page => Assert.True(file.Inspector.VerifyChecksum(page)));
            Assert.Equal(skipUseless ? chunk.Codec : codec, chunk.Codec);
        }

        file.AssertReadBack();
        if (ArrowGoOracle.IsPresent)
        {
            List<string> expected = [.. ArrowText.Rows(file.Batches).Select(row => row.Replace("-nan", "nan", StringComparison.Ordinal))];
            Rows.Equal(expected, await ArrowGoOracle.RowsAsync(file.FullPath, schema), "arrow-go");
        }
    }

    [Fact]
    public void Byte_stream_split_of_integers_and_ids_is_read_by_ArrowCpp()
    {
        Random random = new(8);
        Schema schema = new(
            [new Field("a", Int32Type.Default, true), new Field("b", Int64Type.Default, true), new Field("c", new FixedSizeBinaryType(5), true)], null);
        using WrittenFile file = new(
            new RandomArrays(random).Batch(schema, 333),
            new ParquetWriterOptions { Default = new ParquetColumnOptions { Encoding = ParquetEncoding.ByteStreamSplit } });
        file.AssertReadBack(duckDb: false);
    }

    [Theory]
    [InlineData(ParquetPageVersion.V1)]
    [InlineData(ParquetPageVersion.V2)]
    public void Random_ids_are_stored_uncompressed_although_a_codec_is_set(ParquetPageVersion version)
    {
        byte[] noise = new byte[16 * 5000];
        new Random(3).NextBytes(noise);
        ArrayData ids = new(new FixedSizeBinaryType(16), 5000, 0, 0, [ArrowBuffer.Empty, new ArrowBuffer(noise)]);
        using WrittenFile file = new(SmallColumns.Batch(("id", ids)), new ParquetWriterOptions { PageVersion = version });
        ParquetColumnChunk chunk = file.Chunk("id");
        if (version == ParquetPageVersion.V1)
        {
            Assert.Equal(ParquetCodec.Uncompressed, chunk.Codec);
        }
        else
        {
            Assert.All(file.Inspector.ReadPages(chunk), page => Assert.False(page.Header.IsCompressed));
        }

        file.AssertReadBack();
    }

    [Fact]
    public void An_encoding_that_a_type_cannot_have_is_refused_with_the_column()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => ParquetFiles.Bytes(
            new Schema([new Field("text", StringType.Default, true)], null),
            [],
            new ParquetWriterOptions { Default = new ParquetColumnOptions { Encoding = ParquetEncoding.DeltaBinaryPacked } }));
        Assert.Contains("text", error.Message, StringComparison.Ordinal);
    }
}

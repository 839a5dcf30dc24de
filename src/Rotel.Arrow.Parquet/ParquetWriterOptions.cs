using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet;

/// <summary>Version of data pages.</summary>
public enum ParquetPageVersion
{
    /// <summary>Levels and values compressed together; read by everything.</summary>
    V1 = 1,

    /// <summary>Levels stay uncompressed, and a page is stored as it is where compression does not pay.</summary>
    V2 = 2,
}

/// <summary>Encodings of values that are not in a dictionary.</summary>
public enum ParquetEncodingProfile
{
    /// <summary>
    /// DELTA_BINARY_PACKED for integers and times, DELTA_LENGTH_BYTE_ARRAY for strings and binaries,
    /// BYTE_STREAM_SPLIT for doubles and floats, PLAIN for the rest: smaller and cheaper. Read by DuckDB, ClickHouse,
    /// Arrow (C++, Go, Rust, Java) and Spark from 3.3.
    /// </summary>
    Dense = 0,

    /// <summary>PLAIN everywhere: for the oldest readers.</summary>
    Compatible = 1,
}

/// <summary>A column that the rows of each row group are sorted by. The writer believes it.</summary>
/// <param name="Column">Dotted path of the leaf.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="NullsFirst">Nulls before values.</param>
public sealed record ParquetSortingColumn(string Column, bool Descending = false, bool NullsFirst = false);

/// <summary>How a file is written.</summary>
public sealed record ParquetWriterOptions
{
    /// <summary>What columns do that have no entry in <see cref="Columns"/>.</summary>
    public ParquetColumnOptions Default { get; init; } = new();

    /// <summary>
    /// By dotted path, as the file has it (<c>attributes.key_value.key</c>). The longest entry that equals the path or
    /// a whole-name prefix of it (<c>attributes</c>) holds.
    /// </summary>
    public IReadOnlyDictionary<string, ParquetColumnOptions> Columns { get; init; } =
        new Dictionary<string, ParquetColumnOptions>();

    /// <summary>
    /// A row group ends at this many encoded bytes before compression: 1 MiB to 1 GiB, default 64 MiB. All of its
    /// pages wait in memory, compressed.
    /// </summary>
    public long RowGroupBytes { get; init; } = 64 << 20;

    /// <summary>A row group ends when the writer holds this much memory: 4 MiB to 4 GiB, default 80 MiB.</summary>
    public long BufferedBytes { get; init; } = 80 << 20;

    /// <summary>Most rows of a row group: 1 to 2^31 - 1, default 1,048,576.</summary>
    public int RowGroupRows { get; init; } = 1 << 20;

    /// <summary>A page ends at about this many bytes before compression: 4 KiB to 64 MiB, default 1 MiB.</summary>
    public int PageBytes { get; init; } = 1 << 20;

    /// <summary>Most rows of a page: 1 to 10 million, default 20,000.</summary>
    public int PageRows { get; init; } = 20_000;

    /// <summary>
    /// A column leaves its dictionary for the rest of the row group when the dictionary has this many bytes:
    /// 0 to 64 MiB, default 1 MiB.
    /// </summary>
    public int DictionaryBytes { get; init; } = 1 << 20;

    /// <summary>Version of data pages. Default V1.</summary>
    public ParquetPageVersion PageVersion { get; init; } = ParquetPageVersion.V1;

    /// <summary>Encodings. Default Dense.</summary>
    public ParquetEncodingProfile Profile { get; init; }

    /// <summary>
    /// Store a chunk (v1) or page (v2) uncompressed where its codec saves less than 1/32. Default true.
    /// </summary>
    public bool SkipUselessCompression { get; init; } = true;

    /// <summary>Timestamps in ns are stored in us, rounded towards the past: Spark refuses ns. Default false.</summary>
    public bool TimestampsInMicros { get; init; }

    /// <summary>Most bytes of a bound in statistics, 16 to 4096; longer ones are cut. Default 64.</summary>
    public int StatisticsBytes { get; init; } = 64;

    /// <summary>CRC-32 in every page header. Default true.</summary>
    public bool PageChecksum { get; init; } = true;

    /// <summary>Store the Arrow schema under ARROW:schema. Default true.</summary>
    public bool ArrowSchema { get; init; } = true;

    /// <summary>What each row group is sorted by; told to readers, not checked.</summary>
    public IReadOnlyList<ParquetSortingColumn> SortingColumns { get; init; } = [];

    /// <summary>Key-value metadata of the footer, besides that of the Arrow schema.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>The footer's created_by.</summary>
    public string CreatedBy { get; init; } = DefaultCreatedBy;

    /// <summary>"rotel-arrow version X.Y.Z (build unknown)": the form that readers parse.</summary>
    public static string DefaultCreatedBy { get; } =
        $"rotel-arrow version {typeof(ParquetWriterOptions).Assembly.GetName().Version?.ToString(3) ?? "0.0.0"} (build unknown)";

    /// <summary>Every mistake in these options, in words; empty when there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        Range(errors, nameof(RowGroupBytes), RowGroupBytes, 1 << 20, 1 << 30);
        Range(errors, nameof(BufferedBytes), BufferedBytes, 4 << 20, 4L << 30);
        Range(errors, nameof(RowGroupRows), RowGroupRows, 1, int.MaxValue);
        Range(errors, nameof(PageBytes), PageBytes, 4 << 10, 64 << 20);
        Range(errors, nameof(PageRows), PageRows, 1, 10_000_000);
        Range(errors, nameof(DictionaryBytes), DictionaryBytes, 0, 64 << 20);
        Range(errors, nameof(StatisticsBytes), StatisticsBytes, 16, 4096);
        Validate(errors, "Default", Default);
        foreach ((string column, ParquetColumnOptions options) in Columns)
        {
            Validate(errors, $"Columns[{column}]", options);
        }

        return errors;
    }

    /// <summary>The options of a leaf by its dotted path.</summary>
    internal ParquetColumnOptions For(string path)
    {
        for (string prefix = path; ;)
        {
            if (Columns.TryGetValue(prefix, out ParquetColumnOptions? options))
            {
                return options;
            }

            int dot = prefix.LastIndexOf('.');
            if (dot < 0)
            {
                return Default;
            }

            prefix = prefix[..dot];
        }
    }

    private static void Validate(List<string> errors, string name, ParquetColumnOptions options)
    {
        switch (options.Codec)
        {
            case ParquetCodec.Uncompressed or ParquetCodec.Snappy or ParquetCodec.Lz4Raw:
                break;
            case ParquetCodec.Zstd:
                Range(errors, $"{name}.CompressionLevel", options.CompressionLevel, 1, 19);
                break;
            case ParquetCodec.Gzip:
                Range(errors, $"{name}.CompressionLevel", options.CompressionLevel, 1, 9);
                break;
            default:
                errors.Add($"{name}.Codec: {options.Codec} cannot be written.");
                break;
        }

        if (options.BloomFilter)
        {
            Range(errors, $"{name}.BloomFilterMaxBytes", options.BloomFilterMaxBytes, 32, 16 << 20);
            if (options.BloomFilterRate is not (>= 0.0001 and <= 0.5))
            {
                errors.Add($"{name}.BloomFilterRate: {options.BloomFilterRate} is not within 0.0001 to 0.5.");
            }
        }
    }

    private static void Range(List<string> errors, string name, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            errors.Add($"{name}: {value} is not within {min} to {max}.");
        }
    }
}

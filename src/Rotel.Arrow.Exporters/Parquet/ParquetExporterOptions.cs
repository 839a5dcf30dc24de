using Rotel.Arrow.Exporters.Parquet.Stores;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>Options of <see cref="ParquetExporter"/>.</summary>
public sealed record ParquetExporterOptions
{
    /// <summary>
    /// Folder of the files (<c>--parquet-exporter-directory</c>), created when missing; default ./rotel-data. One
    /// process at a time writes into a folder.
    /// </summary>
    public string Directory { get; init; } = "./rotel-data";

    /// <summary>
    /// Bucket that finished files go to (<c>--parquet-exporter-directory s3://bucket/prefix</c>); <see cref="Directory"/>
    /// is then where they are made (<c>--parquet-exporter-staging-directory</c>). Null: they stay in the folder.
    /// </summary>
    public S3StoreOptions? S3 { get; init; }

    /// <summary>Codec of the pages (<c>--parquet-exporter-compression</c>). Default Zstd, level 1.</summary>
    public ParquetCodec Compression { get; init; } = ParquetCodec.Zstd;

    /// <summary>
    /// Encoded bytes, before compression, at which a row group ends (<c>--parquet-exporter-row-group-bytes</c>), 1 MiB
    /// to 256 MiB; default 16 MiB. An open row group is held in memory, compressed, one for each open file.
    /// </summary>
    public long RowGroupBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Bytes at which a file is finished (<c>--parquet-exporter-max-file-bytes</c>), 1 MiB or more; default 128 MiB. A
    /// row group more may be in it.
    /// </summary>
    public long MaxFileBytes { get; init; } = 128 << 20;

    /// <summary>
    /// Age at which a file is finished (<c>--parquet-exporter-roll-interval</c>), 100 ms to a day; default 60 s. What
    /// a crash can lose when batches are acknowledged before their file is finished.
    /// </summary>
    public TimeSpan RollInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// True (<c>--ack delivered</c>): a batch is acknowledged once its file is finished, on disk and under its name.
    /// False, the default: once it is in the open file, in memory.
    /// </summary>
    public bool AckWhenDurable { get; init; }
}

using Rotel.Arrow.Parquet;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>How the columns of a signal are written.</summary>
internal static class ParquetFileLayout
{
    /// <summary>The column that partitions, and the one that stands in where it is null.</summary>
    public static (string Time, string? Second) TimeColumns(Signal signal) => signal switch
    {
        Signal.Traces => ("start_time", null),
        Signal.Logs => ("time", "observed_time"),
        _ => ("time", "start_time"),
    };

    /// <summary>
    /// Trace ids get a bloom filter, because they are what people look for. They are hexadecimal digits, of which half
    /// is redundant: every codec finds that.
    /// </summary>
    public static ParquetWriterOptions Options(Signal signal, ParquetExporterOptions options)
    {
        var column = new ParquetColumnOptions { Codec = options.Compression, CompressionLevel = options.Compression == ParquetCodec.Gzip ? 6 : 1 };
        var columns = new Dictionary<string, ParquetColumnOptions>();
        if (signal != Signal.Metrics)
        {
            columns["trace_id"] = column with { BloomFilter = true };
        }

        return new ParquetWriterOptions
        {
            Default = column,
            Columns = columns,
            RowGroupBytes = options.RowGroupBytes,
            BufferedBytes = Math.Max(4 << 20, options.RowGroupBytes * 3 / 2),
            Metadata = [new("rotel_arrow.layout", "wide"), new("rotel_arrow.signal", signal.Name())],
        };
    }
}

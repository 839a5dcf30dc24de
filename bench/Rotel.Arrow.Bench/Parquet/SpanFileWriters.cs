using Apache.Arrow;
using ParquetSharp;
using ParquetSharp.Arrow;
using OurFileWriter = Rotel.Arrow.Parquet.ParquetFileWriter;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet;
using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Bench.Parquet;

/// <summary>The two writers over the same batches, each set up as its documentation advises for this data.</summary>
internal static class SpanFileWriters
{
    private static readonly string[] s_ids = ["trace_id", "span_id", "parent_span_id"];

    private static readonly string[] s_times = ["start_time", "duration_nanos", "events.list.element.time"];

    private static readonly string[] s_values =
    [
        "trace_state", "status_message", "sample_rate", "kind", "status_code", "attributes.key_value.value",
        "events.list.element.message",
    ];

    /// <summary>Ours: zstd 1, ids uncompressed without bounds; checksums and page index as by default.</summary>
    public static ParquetWriterOptions Options(ParquetCodec codec) => new()
    {
        Default = new ParquetColumnOptions { Codec = codec },
        Columns = new Dictionary<string, ParquetColumnOptions>(
            s_ids.Select(id => KeyValuePair.Create(
                id, new ParquetColumnOptions { Codec = ParquetCodec.Uncompressed, Statistics = false })))
        {
            // Plain strings that repeat: worth hashing.
            ["resource_attributes.key_value.value"] = new()
            {
                Codec = codec, Dictionary = ParquetDictionaryMode.Always,
            },
        },
    };

    /// <summary>Writes all batches with the writer of this project; the file's bytes are only counted.</summary>
    public static long Ours(RecordBatch[] batches, ParquetCodec codec, SlabPool pool)
    {
        using var writer = new OurFileWriter(Stream.Null, SpanBatches.Schema, Options(codec), pool);
        foreach (RecordBatch batch in batches)
        {
            writer.Write(batch);
        }

        return writer.Close();
    }

    /// <summary>
    /// Writes all batches with Arrow C++: no dictionary for ids, times and values, ids uncompressed without bounds,
    /// DELTA_BINARY_PACKED times, zstd at its default level 1.
    /// </summary>
    public static long ArrowCpp(RecordBatch[] batches, ParquetCodec codec)
    {
        Compression compression = codec == ParquetCodec.Zstd ? Compression.Zstd : Compression.Uncompressed;
        using var builder = new WriterPropertiesBuilder();
        builder.Compression(compression).EnableWritePageIndex();
        foreach (string id in s_ids)
        {
            builder.DisableDictionary(id).Compression(id, Compression.Uncompressed).DisableStatistics(id);
        }

        foreach (string time in s_times)
        {
            builder.DisableDictionary(time).Encoding(time, Encoding.DeltaBinaryPacked);
        }

        foreach (string value in s_values)
        {
            builder.DisableDictionary(value);
        }

        using WriterProperties properties = builder.Build();
        using var arrowBuilder = new ArrowWriterPropertiesBuilder();
        using ArrowWriterProperties arrowProperties = arrowBuilder.StoreSchema().Build();
        using var counter = new CountingStream();
        using (var writer = new FileWriter(counter, SpanBatches.Schema, properties, arrowProperties, leaveOpen: true))
        {
            foreach (RecordBatch batch in batches)
            {
                // The writer takes the batch over by export; a slice of shared buffers keeps ours alive.
                writer.WriteBufferedRecordBatch(batch);
            }

            writer.Close();
        }

        return counter.Length;
    }

    /// <summary>Counts what is written.</summary>
    private sealed class CountingStream : Stream
    {
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

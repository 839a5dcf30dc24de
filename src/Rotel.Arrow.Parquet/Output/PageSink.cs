using System.IO.Hashing;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet.Output;

/// <summary>What all columns of a writer share while they finish pages: compressor, header writer, scratch.</summary>
internal sealed class PageSink(ParquetWriterOptions options, SlabPool pool) : IDisposable
{
    public ParquetWriterOptions Options => options;

    public PageCompressor Compressor { get; } = new(pool);

    /// <summary>Page bodies are assembled here.</summary>
    public NativeBuffer<byte> Body { get; } = new(pool);

    /// <summary>Bits of levels on their way.</summary>
    public BitAccumulator Bits { get; } = new(pool);

    private ThriftWriter Thrift { get; } = new(pool);

    public long CapacityBytes => Compressor.CapacityBytes + Body.CapacityBytes + Bits.CapacityBytes;

    /// <summary>The header of a page whose body is in up to two parts, checksum included. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Header(in ParquetPageHeader page, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        ParquetPageHeader header = page;
        if (options.PageChecksum)
        {
            header = header with { Crc = unchecked((int)Checksum(first, second)) };
        }

        Thrift.Clear();
        MetadataWriter.WritePageHeader(Thrift, header);
        return Thrift.Written;
    }

    /// <summary>Gives scratch back to the pool; compressor contexts stay.</summary>
    public void Trim()
    {
        Compressor.Trim();
        Body.Dispose();
    }

    public void Dispose()
    {
        Compressor.Dispose();
        Body.Dispose();
        Bits.Dispose();
        Thrift.Dispose();
    }

    private static uint Checksum(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (second.IsEmpty)
        {
            return Crc32.HashToUInt32(first);
        }

        var crc = new Crc32();
        crc.Append(first);
        crc.Append(second);
        return crc.GetCurrentHashAsUInt32();
    }
}

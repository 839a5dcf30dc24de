using System.IO.Compression;
using K4os.Compression.LZ4;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Format;
using Snappier;

namespace Rotel.Arrow.Parquet.Output;

/// <summary>
/// Compresses page bodies; Zstandard contexts are made once for each level and used again. Output goes to one buffer
/// that is overwritten by the next call.
/// </summary>
/// <remarks>One thread; owned by the file writer.</remarks>
internal sealed class PageCompressor(SlabPool pool) : IDisposable
{
    /// <summary>A gzip member of nothing: header, an empty last block, CRC-32 and length (RFC 1952).</summary>
    private static ReadOnlySpan<byte> EmptyGzip => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NativeBuffer<byte> _output = new(pool);
    private readonly Dictionary<int, ZstdSharp.Compressor> _zstd = [];

    public long CapacityBytes => _output.CapacityBytes;

    /// <summary>The compressed form of <paramref name="body"/>. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Compress(ParquetCodec codec, int level, ReadOnlySpan<byte> body)
    {
        _output.Clear();
        switch (codec)
        {
            case ParquetCodec.Zstd:
                Span<byte> zstd = _output.AppendSpan(ZstdSharp.Compressor.GetCompressBound(body.Length));
                return zstd[..Zstd(level).Wrap(body, zstd)];
            case ParquetCodec.Snappy:
                Span<byte> snappy = _output.AppendSpan(Snappy.GetMaxCompressedLength(body.Length));
                return snappy[..Snappy.Compress(body, snappy)];
            case ParquetCodec.Lz4Raw:
                Span<byte> lz4 = _output.AppendSpan(LZ4Codec.MaximumOutputSize(body.Length));
                return lz4[..LZ4Codec.Encode(body, lz4, LZ4Level.L00_FAST)];
            case ParquetCodec.Gzip:
                return Gzip(level, body);
            default:
                return body;
        }
    }

    /// <summary>Gives the output buffer back to the pool.</summary>
    public void Trim() => _output.Dispose();

    public void Dispose()
    {
        _output.Dispose();
        foreach (ZstdSharp.Compressor compressor in _zstd.Values)
        {
            compressor.Dispose();
        }

        _zstd.Clear();
    }

    private ZstdSharp.Compressor Zstd(int level)
    {
        if (!_zstd.TryGetValue(level, out ZstdSharp.Compressor? compressor))
        {
            compressor = new ZstdSharp.Compressor(level);
            _zstd.Add(level, compressor);
        }

        return compressor;
    }

    private ReadOnlySpan<byte> Gzip(int level, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            // GZipStream writes nothing at all then, which is no gzip member: readers expect header and trailer.
            return EmptyGzip;
        }

        using (var gzip = new GZipStream(new BufferStream(_output), new ZLibCompressionOptions { CompressionLevel = level }))
        {
            gzip.Write(body);
        }

        return _output.Values;
    }

    /// <summary>Lets GZipStream, which has no span interface, write into a native buffer.</summary>
    private sealed class BufferStream(NativeBuffer<byte> target) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => target.Count;

        public override long Position
        {
            get => target.Count;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => target.Append(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => target.Append(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

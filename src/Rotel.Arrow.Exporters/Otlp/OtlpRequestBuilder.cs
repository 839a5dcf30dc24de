using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Compression;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Batch to request bytes: as they are (protobuf, not compressed: no copy at all), converted to JSON, compressed, or
/// both. What is made goes into pooled slabs.
/// </summary>
/// <remarks>Thread-safe. Runs on the calling thread.</remarks>
internal sealed class OtlpRequestBuilder
{
    private readonly BodyCompressor? _compressor;

    internal OtlpRequestBuilder(OtlpDestination destination, SlabPool pool, OtlpExporterOptions options)
    {
        _compressor = destination.Options.Compression switch
        {
            OtlpCompression.Gzip => new BodyCompressor(ContentEncoding.Gzip, options.GzipLevel, pool),
            OtlpCompression.Zstd => new BodyCompressor(ContentEncoding.Zstd, options.ZstdLevel, pool),
            _ => null,
        };
    }

    /// <summary>The request of one part. The caller owns one reference to its body.</summary>
    internal OtlpRequest Build(OtlpBatchBody part)
    {
        return _compressor is null
            ? new OtlpRequest(part.Retain(), IsCompressed: false)
            : new OtlpRequest(_compressor.Compress(part), IsCompressed: true);
    }
}

using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Json;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>
/// Batch to request bytes: as they are (protobuf, not compressed: no copy at all), converted to JSON, compressed, or
/// both. What is made goes into pooled slabs.
/// </summary>
/// <remarks>Thread-safe. Runs on the calling thread.</remarks>
internal sealed class OtlpRequestBuilder
{
    private readonly OtlpDestination _destination;
    private readonly SlabPool _pool;
    private readonly int _maxRequestBytes;
    private readonly BodyCompressor? _compressor;

    internal OtlpRequestBuilder(OtlpDestination destination, SlabPool pool, OtlpExporterOptions options)
    {
        _destination = destination;
        _pool = pool;
        _maxRequestBytes = options.MaxRequestBytes;
        _compressor = destination.Options.Compression switch
        {
            OtlpCompression.Gzip => new BodyCompressor(ContentEncoding.Gzip, options.GzipLevel, pool),
            OtlpCompression.Zstd => new BodyCompressor(ContentEncoding.Zstd, options.ZstdLevel, pool),
            _ => null,
        };
    }

    /// <summary>The request of one part. The caller owns one reference to its body.</summary>
    /// <exception cref="BodyLimitException">As JSON it is larger than a request may be.</exception>
    internal OtlpRequest Build(OtlpBatchBody part)
    {
        if (_destination.Options.Protocol != OtlpProtocol.HttpJson)
        {
            return _compressor is null
                ? new OtlpRequest(part.Retain(), IsCompressed: false)
                : new OtlpRequest(_compressor.Compress(part), IsCompressed: true);
        }

        SlabChain json = ToJson(part);
        if (_compressor is null)
        {
            return new OtlpRequest(json, IsCompressed: false);
        }

        try
        {
            return new OtlpRequest(_compressor.Compress(json), IsCompressed: true);
        }
        finally
        {
            json.Release();
        }
    }

    private SlabChain ToJson(OtlpBatchBody part)
    {
        // JSON is about twice as long as protobuf; the guess sizes the first slab only.
        var json = new SlabChain(_pool, part.LengthBytes * 2, _maxRequestBytes);
        try
        {
            OtlpJsonWriter.Write(part.Bytes, json);
            return json.LengthBytes <= _maxRequestBytes ? json : throw new BodyLimitException(_maxRequestBytes);
        }
        catch
        {
            json.Release();
            throw;
        }
    }
}

using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>OTLP messages as a request body, where they lie: their concatenation is the request.</summary>
internal sealed class OtlpBatchBody : RequestBody
{
    private readonly PdataBatch? _holder;

    /// <summary>The bytes of a batch, which is kept alive.</summary>
    internal OtlpBatchBody(PdataBatch batch)
    {
        Bytes = batch.AsOtlp();
        _holder = batch.Retain();
    }

    /// <summary>A part of a batch; takes over the caller's ownership.</summary>
    internal OtlpBatchBody(OtlpBytes part) => Bytes = part;

    internal OtlpBytes Bytes { get; }

    public override int PieceCount => Bytes.PieceCount;

    public override long LengthBytes => Bytes.LengthBytes;

    public override ReadOnlyMemory<byte> Piece(int index) => Bytes[index];

    protected override void Free()
    {
        if (_holder is not null)
        {
            _holder.Release();
        }
        else
        {
            Bytes.Release();
        }
    }
}

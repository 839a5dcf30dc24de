using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp;
using Rotel.Arrow.Pdata;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>
/// An open batch of OTLP bytes: a list of requests, because OTLP messages concatenate to one message.
/// <code>
/// request below 4 KiB (the smallest slab)   copied behind the others into a chunk, its slab released
/// slab more than half empty                 copied into one of its own size
/// any other                                 its slab becomes a piece, nothing is copied
/// </code>
/// Copying the small ones keeps what is charged near to what is sent, and gives exporters few pieces to write.
/// </summary>
internal sealed class BytesBatch(Signal signal, SlabPool pool, PdataConverter converter) : OpenBatch
{
    private const int CopyBelowBytes = 4096;

    /// <summary>Chunks double from one to the next in a batch: a batch of one small request must not hold much.</summary>
    private const int FirstChunkBytes = 16 << 10, MaxChunkBytes = 128 << 10;

    private OtlpBytes _bytes = new(signal);
    private Slab? _chunk;
    private int _chunkUsed;

    /// <summary>
    /// Appends a validated request in the first bytes of <paramref name="body"/>, and takes over its reference. When
    /// there is no memory it throws, keeps nothing, and the batch is as it was.
    /// </summary>
    public void Append(Slab body, int length, int items)
    {
        if (length < CopyBelowBytes)
        {
            AppendToChunk(body.GetSpan()[..length], items);
            body.Release();
        }
        else if (length < body.CapacityBytes / 2)
        {
            Slab fitting = pool.Rent(length);
            body.GetSpan()[..length].CopyTo(fitting.GetSpan());
            _bytes.Add(fitting, 0, length, items);
            body.Release();
        }
        else
        {
            Adopt(body, length, items);
        }
    }

    /// <summary>The same without copying, whatever the size: this cannot fail.</summary>
    public void Adopt(Slab body, int length, int items) => _bytes.Add(body, 0, length, items);

    /// <inheritdoc/>
    public override PdataBatch Seal()
    {
        // Batches follow each other at the same size: the next list is made as long as this one became.
        var batch = new PdataBatch(_bytes, converter);
        _bytes = new OtlpBytes(signal, expectedPieces: _bytes.PieceCount);
        ReleaseChunk();
        return batch;
    }

    /// <inheritdoc/>
    public override void Discard()
    {
        _bytes.Release();
        _bytes = new OtlpBytes(signal);
        ReleaseChunk();
    }

    private void AppendToChunk(ReadOnlySpan<byte> request, int items)
    {
        if (_chunk is null || _chunk.CapacityBytes - _chunkUsed < request.Length)
        {
            int bytes = _chunk is null ? FirstChunkBytes : Math.Min(_chunk.CapacityBytes * 2, MaxChunkBytes);
            Slab next = pool.Rent(bytes);
            ReleaseChunk();
            _chunk = next;
        }

        request.CopyTo(_chunk.GetSpan()[_chunkUsed..]);
        _bytes.Add(_chunk.Retain(), _chunkUsed, request.Length, items);
        _chunkUsed += request.Length;
    }

    private void ReleaseChunk()
    {
        _chunk?.Release();
        _chunk = null;
        _chunkUsed = 0;
    }
}

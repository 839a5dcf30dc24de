using System.Net;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Transport.Http;

/// <summary>What stands before the body on the wire.</summary>
public enum BodyFraming : byte
{
    /// <summary>Nothing: plain HTTP.</summary>
    None = 0,

    /// <summary>A gRPC prefix with the compressed flag off.</summary>
    Grpc = 1,

    /// <summary>A gRPC prefix with the compressed flag on.</summary>
    GrpcCompressed = 2,
}

/// <summary>
/// Writes a <see cref="RequestBody"/> to the connection. Pieces of <see cref="StagingBytes"/> and more go straight
/// from their slab into the stream; smaller ones (a merged batch can have a thousand) are gathered first, because
/// each write to an HTTP/2 stream costs a turn of flow control and a frame, far more than copying 16 KiB.
/// </summary>
/// <remarks>
/// Takes over one reference to the body and gives it back when disposed; every write holds another one, so a body
/// that is still being sent outlives the call that sent it. May be written more than once (the client moved the
/// request to another connection).
/// </remarks>
public sealed class RequestBodyContent : HttpContent
{
    /// <summary>The payload of a full HTTP/2 frame of default size (RFC 9113, 6.5.2).</summary>
    private const int StagingBytes = 16 << 10;

    private readonly RequestBody _body;
    private readonly BodyFraming _framing;
    private readonly SlabPool _pool;
    private int _disposed;

    /// <param name="body">What to send; one reference is taken over.</param>
    /// <param name="framing">What stands before it.</param>
    /// <param name="pool">Where the staging slab comes from.</param>
    public RequestBodyContent(RequestBody body, BodyFraming framing, SlabPool pool)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.LengthBytes, int.MaxValue, nameof(body));
        _body = body;
        _framing = framing;
        _pool = pool;
        ContentBytes = body.LengthBytes + (framing == BodyFraming.None ? 0 : GrpcFramePrefix.LengthBytes);
    }

    /// <summary>Bytes on the wire, prefix included.</summary>
    public long ContentBytes { get; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(!_body.TryRetain(), this);
        Slab? staging = null;
        try
        {
            if (_framing == BodyFraming.None && _body.PieceCount == 1)
            {
                await stream.WriteAsync(_body.Piece(0), cancellationToken).ConfigureAwait(false);
                return;
            }

            staging = _pool.Rent(StagingBytes);
            await WriteStagedAsync(stream, staging, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            staging?.Release();
            _body.Release();
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = ContentBytes;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _body.Release();
        }

        base.Dispose(disposing);
    }

    private async Task WriteStagedAsync(Stream stream, Slab staging, CancellationToken cancellation)
    {
        int staged = 0;
        if (_framing != BodyFraming.None)
        {
            GrpcFramePrefix.Write(staging.GetSpan(), _framing == BodyFraming.GrpcCompressed, (uint)_body.LengthBytes);
            staged = GrpcFramePrefix.LengthBytes;
        }

        for (int i = 0; i < _body.PieceCount; i++)
        {
            ReadOnlyMemory<byte> rest = _body.Piece(i);
            while (!rest.IsEmpty)
            {
                if (staged == 0 && rest.Length >= StagingBytes)
                {
                    await stream.WriteAsync(rest, cancellation).ConfigureAwait(false);
                    break;
                }

                int count = Math.Min(rest.Length, StagingBytes - staged);
                rest.Span[..count].CopyTo(staging.GetSpan()[staged..]);
                staged += count;
                rest = rest[count..];
                if (staged == StagingBytes)
                {
                    await stream.WriteAsync(staging.ReadOnly(staged), cancellation).ConfigureAwait(false);
                    staged = 0;
                }
            }
        }

        if (staged > 0)
        {
            await stream.WriteAsync(staging.ReadOnly(staged), cancellation).ConfigureAwait(false);
        }
    }
}

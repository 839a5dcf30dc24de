using System.Buffers;

namespace Rotel.Arrow.Transport.Http;

/// <summary>
/// The body of an answer, read up to a limit. Memory grows with what arrives and never with what a header declares.
/// </summary>
/// <remarks>Dispose gives the buffer back to the pool; the bytes are not valid after that.</remarks>
public struct BoundedResponse : IDisposable
{
    private const int FirstBufferBytes = 4096;

    private byte[]? _buffer;
    private readonly int _length;

    private BoundedResponse(byte[]? buffer, int length, bool isTooLarge)
    {
        _buffer = buffer;
        _length = length;
        IsTooLarge = isTooLarge;
    }

    /// <summary>True when the body goes on after the limit; <see cref="Bytes"/> holds its beginning.</summary>
    public bool IsTooLarge { get; }

    /// <summary>What was read.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end of the body, or to <paramref name="limitBytes"/> and one byte to know better.</summary>
    public static async ValueTask<BoundedResponse> ReadAsync(
        HttpResponseMessage response, int limitBytes, CancellationToken cancellation)
    {
        Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Min(FirstBufferBytes, limitBytes + 1));
        int length = 0;
        try
        {
            while (true)
            {
                int room = Math.Min(buffer.Length, limitBytes + 1) - length;
                int read = await stream.ReadAsync(buffer.AsMemory(length, room), cancellation).ConfigureAwait(false);
                length += read;
                if (read == 0 || length > limitBytes)
                {
                    return new BoundedResponse(buffer, Math.Min(length, limitBytes), length > limitBytes);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, limitBytes + 1));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }
}

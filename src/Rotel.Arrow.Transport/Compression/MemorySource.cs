namespace Rotel.Arrow.Transport.Compression;

/// <summary>A reusable read-only stream over a piece of memory followed by a second one; what the framework's
/// decompression streams read from.</summary>
internal sealed class MemorySource : Stream
{
    private ReadOnlyMemory<byte> _rest;
    private ReadOnlyMemory<byte> _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Starts over with new bytes, borrowed until the next call.</summary>
    internal void Set(ReadOnlyMemory<byte> first, byte[] second)
    {
        _rest = first;
        _next = second;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_rest.IsEmpty)
        {
            _rest = _next;
            _next = default;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

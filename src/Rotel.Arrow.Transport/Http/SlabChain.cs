using System.Buffers;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Http;

/// <summary>
/// A body that is written once (compressed, or converted to JSON) into a chain of pooled slabs and then sent: its
/// length is known before the first byte leaves, and nothing is copied when it grows.
/// </summary>
/// <remarks>One writer, before the body is shared. Owns its slabs.</remarks>
public sealed class SlabChain : RequestBody, IBufferWriter<byte>
{
    /// <summary>Size of a slab in the chain: large enough for few writes, small enough for little slack.</summary>
    private const int ChunkBytes = 64 << 10;

    private readonly SlabPool _pool;
    private readonly int _firstChunkBytes;
    private readonly long _limitBytes;
    private readonly List<(Slab Slab, int Length)> _chunks = [];
    private Slab? _open;
    private int _openLength;
    private long _closedBytes;

    /// <param name="pool">Where the slabs come from.</param>
    /// <param name="expectedBytes">A guess that sizes the first slab only.</param>
    /// <param name="limitBytes">
    /// Bound of its growth: a slab that begins beyond it throws <see cref="BodyLimitException"/>. The last slab may reach
    /// past the limit; compare <see cref="LengthBytes"/> in the end.
    /// </param>
    public SlabChain(SlabPool pool, long expectedBytes = 0, long limitBytes = long.MaxValue)
    {
        _pool = pool;
        _limitBytes = limitBytes;
        _firstChunkBytes = (int)Math.Clamp(expectedBytes, 1, ChunkBytes);
    }

    /// <inheritdoc/>
    public override int PieceCount => _chunks.Count + (_openLength > 0 ? 1 : 0);

    /// <inheritdoc/>
    public override long LengthBytes => _closedBytes + _openLength;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Piece(int index) => index < _chunks.Count
        ? _chunks[index].Slab.ReadOnly(_chunks[index].Length)
        : _open!.ReadOnly(_openLength);

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, (_open?.CapacityBytes ?? 0) - _openLength);
        _openLength += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _open!.Memory[_openLength..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _open!.GetSpan()[_openLength..];
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> target = GetSpan();
            int count = Math.Min(target.Length, bytes.Length);
            bytes[..count].CopyTo(target);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>The chain as a stream that appends. Closing it changes nothing.</summary>
    public Stream AsWriteStream() => new AppendStream(this);

    /// <inheritdoc/>
    protected override void Free()
    {
        foreach ((Slab slab, _) in _chunks)
        {
            slab.Release();
        }

        _chunks.Clear();
        _open?.Release();
        _open = null;
        _openLength = 0;
        _closedBytes = 0;
    }

    private void EnsureRoom(int sizeHint)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_open is not null && _open.CapacityBytes - _openLength >= wanted)
        {
            return;
        }

        if (LengthBytes + wanted > _limitBytes)
        {
            throw new BodyLimitException(_limitBytes);
        }

        Slab next = _pool.Rent(Math.Max(wanted, _open is null ? _firstChunkBytes : ChunkBytes));
        if (_open is not null && _openLength > 0)
        {
            _chunks.Add((_open, _openLength));
            _closedBytes += _openLength;
        }
        else
        {
            _open?.Release();
        }

        _open = next;
        _openLength = 0;
    }

    private sealed class AppendStream(SlabChain chain) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => chain.Append(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => chain.Append(buffer);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}

/// <summary>A body grew past its limit; what was written so far is of no use.</summary>
public sealed class BodyLimitException(long limitBytes)
    : Exception($"The request body is larger than the limit of {limitBytes} bytes.")
{
    /// <summary>The limit.</summary>
    public long LimitBytes { get; } = limitBytes;
}

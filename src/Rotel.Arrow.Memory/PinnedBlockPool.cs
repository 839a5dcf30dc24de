using System.Buffers;
using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory;

/// <summary>
/// Managed blocks of one size for pipes and sockets: on the pinned heap, so that handing them to the operating system
/// pins nothing, and collected when a pipe never returns them, which a <see cref="Slab"/> would not be.
/// </summary>
/// <remarks>Thread-safe. Not charged to the budget: what is in use is bounded by the windows and pipes of connections.</remarks>
public sealed class PinnedBlockPool : MemoryPool<byte>
{
    private readonly int _mostIdle;
    private readonly Lock _lock = new();
    private readonly Stack<Block> _idle;

    /// <param name="blockBytes">Size of every block.</param>
    /// <param name="idleBytes">Most bytes kept for the next rent.</param>
    public PinnedBlockPool(int blockBytes, int idleBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blockBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(idleBytes);
        MaxBufferSize = blockBytes;
        _mostIdle = idleBytes / blockBytes;
        _idle = new Stack<Block>(_mostIdle);
    }

    /// <inheritdoc/>
    public override int MaxBufferSize { get; }

    /// <summary>Blocks that wait for the next rent.</summary>
    public int IdleBlocks
    {
        get
        {
            lock (_lock)
            {
                return _idle.Count;
            }
        }
    }

    /// <summary>A whole block, whatever part of it is asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than a block.</exception>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, MaxBufferSize);
        lock (_lock)
        {
            if (_idle.TryPop(out Block? block))
            {
                block.IsRented = true;
                return block;
            }
        }

        return new Block(this, MaxBufferSize) { IsRented = true };
    }

    /// <summary>Leaves all idle blocks to the collector.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _idle.Clear();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Pipes may still return blocks; the pool goes with its last reference.
    }

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (block.IsRented && _idle.Count < _mostIdle)
            {
                _idle.Push(block);
            }

            block.IsRented = false;
        }
    }

    private sealed class Block(PinnedBlockPool pool, int bytes) : IMemoryOwner<byte>
    {
        public bool IsRented { get; set; }

        public Memory<byte> Memory { get; } =
            MemoryMarshal.CreateFromPinnedArray(GC.AllocateUninitializedArray<byte>(bytes, pinned: true), 0, bytes);

        public void Dispose() => pool.Return(this);
    }
}

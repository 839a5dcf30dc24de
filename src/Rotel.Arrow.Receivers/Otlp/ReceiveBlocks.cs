using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Gives Kestrel blocks of <see cref="BlockBytes"/> instead of its own of 4 KiB. A socket is read into one block at a
/// time, so a request of 53 kB takes four reads instead of thirteen, and each block costs the pipes behind it once.
/// </summary>
internal sealed class ReceiveBlocks : IMemoryPoolFactory<byte>
{
    /// <summary>About one DATA frame of the usual size.</summary>
    internal const int BlockBytes = 32 << 10;

    private const int IdleBytes = 2 << 20;

    /// <inheritdoc/>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new PinnedBlockPool(BlockBytes, IdleBytes);
}

using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Gives Kestrel blocks of <see cref="BlockBytes"/> instead of its own of 4 KiB. A socket is read into one block at a
/// time, so a request of 53 kB takes two reads instead of thirteen, and each block costs the pipes behind it once.
/// </summary>
internal sealed class ReceiveBlocks : IMemoryPoolFactory<byte>
{
    /// <summary>Two DATA frames of the usual size.</summary>
    internal const int BlockBytes = 32 << 10;

    /// <summary>
    /// Kept between requests. Blocks beyond it become garbage on the pinned heap, which is collected late: with 2 MiB,
    /// requests of half a megabyte on 32 streams took 128 MiB at peak.
    /// </summary>
    private const int IdleBytes = 12 << 20;

    private readonly PinnedBlockPool _pool = new(BlockBytes, IdleBytes);

    /// <summary>Leaves the blocks that are kept to the collector.</summary>
    public void Trim() => _pool.Trim();

    /// <summary>The same for every connection.</summary>
    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => _pool;
}

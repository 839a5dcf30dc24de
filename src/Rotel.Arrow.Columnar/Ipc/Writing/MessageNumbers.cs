using System.Runtime.InteropServices;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Writing;

/// <summary>
/// Field nodes (length, null count) and buffers (offset, length) of the message being written, in the form in which they
/// stand in its metadata: pairs of little-endian 64-bit numbers. Reused.
/// </summary>
internal sealed class MessageNumbers
{
    private readonly List<long> _nodes = [];
    private readonly List<long> _buffers = [];

    internal ReadOnlySpan<byte> Nodes => SpanCast.AsBytes<long>(CollectionsMarshal.AsSpan(_nodes));

    internal ReadOnlySpan<byte> Buffers => SpanCast.AsBytes<long>(CollectionsMarshal.AsSpan(_buffers));

    internal void Clear()
    {
        _nodes.Clear();
        _buffers.Clear();
    }

    internal void AddNode(int length, int nulls)
    {
        _nodes.Add(length);
        _nodes.Add(nulls);
    }

    internal void AddBuffer(long offset, long length)
    {
        _buffers.Add(offset);
        _buffers.Add(length);
    }
}

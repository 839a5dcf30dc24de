namespace Rotel.Arrow.Columnar.Ipc.Flatbuffers;

/// <summary>A vector of a flatbuffer whose bounds were checked.</summary>
/// <param name="bytes">The elements.</param>
/// <param name="at">Position of the first element in the buffer.</param>
/// <param name="count">Elements.</param>
internal readonly ref struct FlatVector(ReadOnlySpan<byte> bytes, int at, int count)
{
    internal ReadOnlySpan<byte> Bytes { get; } = bytes;

    internal int At { get; } = at;

    internal int Count { get; } = count;
}

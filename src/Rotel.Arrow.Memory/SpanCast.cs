using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory;

/// <summary>Typed views of byte spans: the casts that other projects need, kept inside the unsafe island.</summary>
public static class SpanCast
{
    /// <summary>Bytes of one value.</summary>
    public static unsafe int SizeOf<T>()
        where T : unmanaged => sizeof(T);

    /// <summary>The bytes of a span of unmanaged values, little-endian on every platform .NET supports here.</summary>
    public static ReadOnlySpan<byte> AsBytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values);

    /// <summary>The bytes of a writable span of unmanaged values.</summary>
    public static Span<byte> AsBytes<T>(Span<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values);

    /// <summary>Bytes as values; a remainder shorter than one value is left out.</summary>
    public static ReadOnlySpan<T> Cast<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    /// <summary>Writable bytes as values; a remainder shorter than one value is left out.</summary>
    public static Span<T> Cast<T>(Span<byte> bytes)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(bytes);

    /// <summary>Values of one unmanaged type as another of the same or different size.</summary>
    public static ReadOnlySpan<TTo> Cast<TFrom, TTo>(ReadOnlySpan<TFrom> values)
        where TFrom : unmanaged
        where TTo : unmanaged => MemoryMarshal.Cast<TFrom, TTo>(values);

    /// <summary>
    /// True when the first byte stands at a multiple of <paramref name="alignment"/>, a power of two up to 8: for bytes
    /// in an array that stays true when the array moves.
    /// </summary>
    public static unsafe bool IsAligned(ReadOnlySpan<byte> bytes, int alignment)
    {
        fixed (byte* pointer = bytes)
        {
            return ((nint)pointer & (alignment - 1)) == 0;
        }
    }

    /// <summary>True for memory in an array: the garbage collector keeps it as long as it is referred to.</summary>
    public static bool IsArray(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out _);
}

using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory;

/// <summary>
/// Where blocks come from. On Linux, blocks of <see cref="MapThresholdBytes"/> and more are anonymous mappings of
/// their own: glibc raises its own mapping threshold after the first large free and then keeps freed memory in the
/// heap, which would make resident memory a high-water mark. Smaller ones come from the C allocator.
/// </summary>
internal static unsafe partial class NativeBlock
{
    internal const int MapThresholdBytes = 128 << 10;

    private const nuint Alignment = 64;
    private const int ProtRead = 1, ProtWrite = 2, MapPrivate = 2, MapAnonymous = 0x20;

    internal static byte* Allocate(int bytes)
    {
        if (OperatingSystem.IsLinux() && bytes >= MapThresholdBytes)
        {
            nint address = Map(0, (nuint)bytes, ProtRead | ProtWrite, MapPrivate | MapAnonymous, -1, 0);
            if (address == -1)
            {
                throw new OutOfMemoryException($"The operating system refused {bytes} bytes.");
            }

            return (byte*)address;
        }

        return (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
    }

    internal static void Free(byte* pointer, int bytes)
    {
        if (OperatingSystem.IsLinux() && bytes >= MapThresholdBytes)
        {
            _ = Unmap((nint)pointer, (nuint)bytes);
            return;
        }

        NativeMemory.AlignedFree(pointer);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}

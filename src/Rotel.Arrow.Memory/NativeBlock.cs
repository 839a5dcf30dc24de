using System.Runtime.InteropServices;

namespace Rotel.Arrow.Memory;

/// <summary>
/// Where blocks come from. On Linux, blocks of <see cref="MapThresholdBytes"/> and more are anonymous mappings of
/// their own: glibc raises its own mapping threshold after the first large free and then keeps freed memory in the
/// heap, which would make resident memory a high-water mark. Smaller ones come from the C allocator.
/// </summary>
/// <remarks>
/// glibc gives every thread an arena of its own and never moves memory between them: blocks that one thread rents and
/// another gives back let resident memory grow to three times what is in use (measured under overload: 178 MiB with a
/// budget of 64 MiB). So there are two arenas, and what is larger than a small request is mapped; glibc itself
/// falls back on the heap where the kernel has no mapping left.
/// </remarks>
internal static unsafe partial class NativeBlock
{
    internal const int MapThresholdBytes = 128 << 10;

    private const nuint Alignment = 64;
    private const int ProtRead = 1, ProtWrite = 2, MapPrivate = 2, MapAnonymous = 0x20;

    private const int MallocMapThreshold = -3, MallocArenaMax = -8;
    private const int MallocMapThresholdBytes = 32 << 10, MallocArenas = 2;

    /// <summary>False where the C library is not glibc, and has neither arenas nor the knob.</summary>
    private static readonly bool s_isTuned = TuneAllocator();

    internal static byte* Allocate(int bytes)
    {
        _ = s_isTuned;
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

    private static bool TuneAllocator()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return MallOpt(MallocArenaMax, MallocArenas) != 0 && MallOpt(MallocMapThreshold, MallocMapThresholdBytes) != 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}

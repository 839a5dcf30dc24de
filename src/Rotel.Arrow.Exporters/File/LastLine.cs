using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Rotel.Arrow.Exporters;

/// <summary>Finds where the whole lines of a file end.</summary>
internal static class LastLine
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>Offset behind the last line feed; 0 when there is none. Reads from the end, a chunk at a time.</summary>
    public static long End(SafeFileHandle file, long length)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            long end = length;
            while (end > 0)
            {
                long start = Math.Max(0, end - ChunkBytes);
                int read = Fill(file, chunk.AsSpan(0, (int)(end - start)), start);
                int feed = chunk.AsSpan(0, read).LastIndexOf((byte)'\n');
                if (feed >= 0)
                {
                    return start + feed + 1;
                }

                end = start;
            }

            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static int Fill(SafeFileHandle file, Span<byte> chunk, long offset)
    {
        int read = 0;
        while (read < chunk.Length)
        {
            int part = RandomAccess.Read(file, chunk[read..], offset + read);
            if (part == 0)
            {
                break;
            }

            read += part;
        }

        return read;
    }
}

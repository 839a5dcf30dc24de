using System.Buffers.Binary;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otap.Dump;

/// <summary>
/// Reads a recording of an OTAP stream: BatchArrowRecords messages one after the other, each behind its length (u32, little
/// end first).
/// </summary>
/// <param name="file">Positioned at the start of a message.</param>
/// <param name="pool">Memory of the messages.</param>
internal sealed class RecordingReader(Stream file, SlabPool pool)
{
    /// <summary>Longest message that is read: no peer sends one of a tenth of it.</summary>
    internal const int MaxMessageBytes = 64 << 20;

    private const int ChunkBytes = 1 << 20;

    /// <summary>The next message, or null at the end. The caller releases the slab.</summary>
    /// <exception cref="InvalidDataException">Cut off, or a length that cannot be.</exception>
    internal (Slab Slab, int Length)? Read()
    {
        Span<byte> prefix = stackalloc byte[4];
        int read = file.ReadAtLeast(prefix, 4, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        uint length = read == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(prefix) : throw new InvalidDataException("it ends inside a length");
        if (length > MaxMessageBytes)
        {
            throw new InvalidDataException($"a message of {length} bytes; is this a recording of an OTAP stream?");
        }

        // Memory follows what is there, not what is claimed.
        using var message = new NativeBuffer<byte>(pool);
        while (message.Count < length)
        {
            int wanted = (int)Math.Min(length - message.Count, ChunkBytes);
            if (file.ReadAtLeast(message.AppendSpan(wanted), wanted, throwOnEndOfStream: false) < wanted)
            {
                throw new InvalidDataException($"it ends inside a message of {length} bytes");
            }
        }

        return (message.Detach() ?? pool.Rent(0), (int)length);
    }
}

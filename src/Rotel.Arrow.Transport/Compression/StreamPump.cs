namespace Rotel.Arrow.Transport.Compression;

/// <summary>Reads a decompression stream to its end into a <see cref="BoundedOutput"/>.</summary>
internal static class StreamPump
{
    /// <summary>
    /// Ok at the end of the stream, TooLarge or OverBudget when the output cannot grow. Exceptions of the stream pass.
    /// </summary>
    internal static InflateStatus Fill(Stream stream, ref BoundedOutput output)
    {
        Span<byte> probe = stackalloc byte[1];
        while (true)
        {
            Span<byte> free = output.Free;
            if (!free.IsEmpty)
            {
                int read = stream.Read(free);
                if (read == 0)
                {
                    return InflateStatus.Ok;
                }

                output.Advance(read);
                continue;
            }

            // Full. Growing is only worth it, and only allowed, when there is at least one byte more.
            if (stream.Read(probe) == 0)
            {
                return InflateStatus.Ok;
            }

            InflateStatus status = output.Grow(1);
            if (status != InflateStatus.Ok)
            {
                return status;
            }

            output.Free[0] = probe[0];
            output.Advance(1);
        }
    }
}

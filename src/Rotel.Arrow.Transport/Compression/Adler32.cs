namespace Rotel.Arrow.Transport.Compression;

/// <summary>The checksum of the zlib format (RFC 1950 section 8.2).</summary>
internal static class Adler32
{
    private const uint Modulus = 65521;

    /// <summary>Most bytes that can be summed before the second sum could pass 2^32 (zlib's NMAX).</summary>
    private const int RunBytes = 5552;

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint low = 1, high = 0;
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> run = bytes[..Math.Min(RunBytes, bytes.Length)];
            foreach (byte value in run)
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes[run.Length..];
        }

        return (high << 16) | low;
    }
}

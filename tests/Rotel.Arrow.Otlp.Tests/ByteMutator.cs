namespace Rotel.Arrow.Otlp.Tests;

/// <summary>Breaks bytes in the ways that break parsers. The same seed gives the same sequence.</summary>
internal sealed class ByteMutator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A copy with one to three faults; <paramref name="other"/> is material for splices.</summary>
    internal byte[] Mutate(ReadOnlySpan<byte> original, ReadOnlySpan<byte> other)
    {
        byte[] bytes = original.ToArray();
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            bytes = MutateOnce(bytes, other);
        }

        return bytes;
    }

    private byte[] MutateOnce(byte[] bytes, ReadOnlySpan<byte> other)
    {
        if (bytes.Length == 0)
        {
            return [(byte)_random.Next(256)];
        }

        int at = _random.Next(bytes.Length);
        switch (_random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. Bytes(_random.Next(1, 12)), .. bytes[at..]];
            case 4:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + _random.Next(1, 8))..]];
            case 5:
                int from = _random.Next(other.Length + 1);
                int length = _random.Next(Math.Min(200, other.Length - from) + 1);
                return [.. bytes[..at], .. other.Slice(from, length), .. bytes[at..]];
            case 6:
                // A length or count that changes by one.
                bytes[at] = (byte)(bytes[at] + (_random.Next(2) * 2) - 1);
                return bytes;
            default:
                // Swap the order of two neighbouring runs.
                int middle = _random.Next(at, bytes.Length);
                int end = _random.Next(middle, bytes.Length);
                return [.. bytes[..at], .. bytes[middle..end], .. bytes[at..middle], .. bytes[end..]];
        }
    }

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}

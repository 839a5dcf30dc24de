using System.Buffers.Binary;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>
/// Random numbers that depend on nothing but the seed, whatever the version of .NET: splitmix64 (Steele, Lea, Flood:
/// Fast splittable pseudorandom number generators, 2014).
/// </summary>
internal sealed class SeededSource(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong value = _state;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>At least 0, below 1.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    public T Pick<T>(ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>Nanoseconds with the long tail that latencies have: exponential, with the mean given in microseconds.</summary>
    public long LatencyNanos(double meanMicros) => 1000 + (long)(-Math.Log(1 - Fraction()) * meanMicros * 1000);

    /// <summary>An identifier of 8 or 16 bytes; never all zero.</summary>
    public byte[] Id(int bytes)
    {
        var id = new byte[bytes];
        for (int at = 0; at < bytes; at += sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64BigEndian(id.AsSpan(at), Next() | 1);
        }

        return id;
    }
}

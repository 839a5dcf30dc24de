using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>
/// Which server to use: the one that worked last, and the next one when it does not. A server that failed is left alone
/// for <see cref="Rest"/>, unless all have failed.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ClickHouseEndpoints(IReadOnlyList<HttpEndpoint> endpoints, TimeProvider time)
{
    /// <summary>Long enough that a dead server costs one attempt in thirty, short enough to notice its return.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly long[] _failedAt = new long[endpoints.Count];
    private readonly bool[] _isDown = new bool[endpoints.Count];
    private int _current;

    public int Count => endpoints.Count;

    /// <summary>The server to try.</summary>
    /// <param name="tried">Bits of those that were tried in this attempt.</param>
    /// <returns>Its number; -1 when all were tried.</returns>
    public int Next(ulong tried)
    {
        lock (_lock)
        {
            int fallback = -1;
            for (int i = 0; i < endpoints.Count; i++)
            {
                int number = (_current + i) % endpoints.Count;
                if ((tried >> Math.Min(number, 63) & 1) != 0)
                {
                    continue;
                }

                if (!_isDown[number] || time.GetElapsedTime(_failedAt[number]) >= Rest)
                {
                    return number;
                }

                fallback = fallback < 0 ? number : fallback;
            }

            return fallback;
        }
    }

    public HttpEndpoint this[int number] => endpoints[number];

    public void Failed(int number)
    {
        lock (_lock)
        {
            _isDown[number] = true;
            _failedAt[number] = time.GetTimestamp();
            if (number == _current)
            {
                _current = (number + 1) % endpoints.Count;
            }
        }
    }

    public void Worked(int number)
    {
        lock (_lock)
        {
            _isDown[number] = false;
            _current = number;
        }
    }
}

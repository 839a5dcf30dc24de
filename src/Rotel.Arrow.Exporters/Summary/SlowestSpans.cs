namespace Rotel.Arrow.Exporters;

/// <summary>The names with the longest spans, each with its longest, slowest first.</summary>
/// <remarks>A span that is not among the slowest costs one comparison.</remarks>
internal sealed class SlowestSpans(int capacity, int maxNameBytes)
{
    private readonly List<SlowSpan> _spans = new(capacity);

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<SlowSpan> Spans => _spans;

    /// <summary>Looks at a span.</summary>
    public void Offer(ReadOnlySpan<byte> name, ulong durationNanos)
    {
        if (capacity == 0 || (_spans.Count == capacity && durationNanos <= _spans[^1].DurationNanos))
        {
            return;
        }

        name = name.Length > maxNameBytes ? name[..maxNameBytes] : name;
        byte[]? kept = null;
        for (int i = 0; i < _spans.Count; i++)
        {
            if (_spans[i].Name.AsSpan().SequenceEqual(name))
            {
                if (_spans[i].DurationNanos >= durationNanos)
                {
                    return;
                }

                kept = _spans[i].Name;
                _spans.RemoveAt(i);
                break;
            }
        }

        if (_spans.Count == capacity)
        {
            _spans.RemoveAt(capacity - 1);
        }

        int place = _spans.FindIndex(span => span.DurationNanos < durationNanos);
        _spans.Insert(place < 0 ? _spans.Count : place, new SlowSpan(kept ?? name.ToArray(), durationNanos));
    }

    /// <summary>Looks at all of another list.</summary>
    public void Add(SlowestSpans other)
    {
        foreach (SlowSpan span in other._spans)
        {
            Offer(span.Name, span.DurationNanos);
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _spans.Clear();
}

/// <summary>The longest span of a name.</summary>
/// <param name="Name">UTF-8, perhaps cut.</param>
/// <param name="DurationNanos">End minus start.</param>
internal readonly record struct SlowSpan(byte[] Name, ulong DurationNanos);

using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Views;

/// <summary>The occurrences of one length-delimited field in a message, in order; other fields are stepped over.</summary>
internal ref struct FieldWalk
{
    private readonly uint _tag;
    private ProtoReader _reader;
    private int _left;

    public FieldWalk(ReadOnlySpan<byte> message, uint tag)
    {
        _reader = new ProtoReader(message);
        _tag = tag;
        _left = int.MaxValue;
    }

    /// <summary>The same, from the first occurrence to the last.</summary>
    public FieldWalk(ReadOnlySpan<byte> message, uint tag, FieldRange range)
    {
        _reader = new ProtoReader(message[range.Start..]);
        _tag = tag;
        _left = range.Count;
    }

    /// <summary>Lends the next occurrence. False at the end of the message or at its first malformed field.</summary>
    public bool MoveNext(out ReadOnlySpan<byte> value)
    {
        while (_left > 0 && _reader.ReadTag(out uint tag) == ReadStatus.Field)
        {
            if (tag == _tag)
            {
                _left--;
                return _reader.TryReadBytes(out value);
            }

            if (!_reader.TrySkip(tag))
            {
                break;
            }
        }

        _left = 0;
        value = default;
        return false;
    }
}

/// <summary>Where a repeated field stands in a message: noted while the message is scanned.</summary>
internal struct FieldRange
{
    /// <summary>The whole message, when it was not scanned.</summary>
    public static FieldRange All => new() { Count = int.MaxValue };

    /// <summary>Occurrences.</summary>
    public int Count { get; private set; }

    /// <summary>Offset of the tag of the first one.</summary>
    public int Start { get; private set; }

    /// <summary>Counts an occurrence and steps over it.</summary>
    public bool Note(scoped ref ProtoReader reader, int tagStart)
    {
        if (!reader.TryReadBytes(out _))
        {
            return false;
        }

        if (Count++ == 0)
        {
            Start = tagStart;
        }

        return true;
    }
}

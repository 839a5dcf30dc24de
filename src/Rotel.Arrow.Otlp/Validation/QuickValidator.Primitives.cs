using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Validation;

/// <content>Tags, lengths, text and what else fields are made of.</content>
internal ref partial struct QuickValidator
{
    /// <summary>Reads a tag; whether its wire type is allowed shows when it is matched or skipped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryTag(ref int position, int end, out uint tag)
    {
        tag = _data[position];
        if (tag < 0x80)
        {
            position++;
            return true;
        }

        return TryLongTag(ref position, end, out tag);
    }

    /// <summary>Reads the length of a field and gives the offset of its end, which lies inside the message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryLength(ref int position, int end, out int stop)
    {
        if (position < end)
        {
            int length = _data[position];
            if (length < 0x80)
            {
                position++;
                stop = position + length;
                return stop <= end;
            }
        }

        return TryLongLength(ref position, end, out stop);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool Varint(ref int position, int end)
    {
        if (position < end && _data[position] < 0x80)
        {
            position++;
            return true;
        }

        return LongVarint(ref position, end);
    }

    private bool String(ref int position, int end)
    {
        if (!TryLength(ref position, end, out int stop) || !Text(position, stop))
        {
            return false;
        }

        position = stop;
        return true;
    }

    /// <summary>An id of this many bytes, or none.</summary>
    private readonly bool Id(ref int position, int end, int bytes)
    {
        if (!TryLength(ref position, end, out int stop))
        {
            return false;
        }

        int length = stop - position;
        position = stop;
        return length == bytes || length == 0;
    }

    /// <summary>True when the bytes are UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Text(int start, int end) =>
        (start >= _asciiStart && end <= _asciiEnd) || LookAtText(start, end);

    private bool LookAtText(int start, int end)
    {
        if (start == end)
        {
            return true;
        }

        if (start >= _asciiEnd)
        {
            int run = _data[start..].IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            _asciiStart = start;
            _asciiEnd = run < 0 ? _data.Length : start + run;
            if (end <= _asciiEnd)
            {
                return true;
            }
        }

        return Utf8.IsValid(_data[start..end]);
    }

    /// <summary>A message of a kind that is rare: the table walker looks at it.</summary>
    private readonly bool ByTable(MessageSchema schema, ref int position, int end)
    {
        if (!TryLength(ref position, end, out int stop) || !MessageWalker.IsSound(schema, _data[position..stop]))
        {
            return false;
        }

        position = stop;
        return true;
    }

    /// <summary>Steps over a field that the message does not have. False when it has it, with another wire type.</summary>
    private readonly bool Unknown(MessageSchema schema, uint tag, ref int position, int end)
    {
        if (tag < 8 || schema.Find((int)(tag >> 3)) is not null)
        {
            return false;
        }

        var reader = new ProtoReader(_data[position..end]);
        if (!reader.TrySkip(tag))
        {
            return false;
        }

        position += reader.Position;
        return true;
    }

    private readonly bool TryLongTag(ref int position, int end, out uint tag)
    {
        var reader = new ProtoReader(_data[position..end]);
        bool read = reader.ReadTag(out tag) == ReadStatus.Field;
        position += reader.Position;
        return read;
    }

    private readonly bool TryLongLength(ref int position, int end, out int stop)
    {
        var reader = new ProtoReader(_data[position..end]);
        stop = 0;
        if (!reader.TryReadVarint(out ulong length) || length > (ulong)reader.Remaining)
        {
            return false;
        }

        position += reader.Position;
        stop = position + (int)length;
        return true;
    }

    private readonly bool LongVarint(ref int position, int end)
    {
        var reader = new ProtoReader(_data[position..end]);
        bool read = reader.TryReadVarint(out _);
        position += reader.Position;
        return read;
    }
}

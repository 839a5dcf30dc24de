using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>One expansion of list entries into element entries; see <see cref="LevelBuilder.List"/>.</summary>
/// <remarks>
/// The lists of telemetry are short (a few attributes), so an element run is written as one 8-byte store and only
/// the rest, if any, by a fill; the buffers keep 8 bytes of room for that.
/// </remarks>
internal ref struct ListStep
{
    private const ulong EveryByte = 0x0101010101010101;
    private const int Slack = 8;

    private readonly LevelFrame _frame;
    private readonly LevelScratch _scratch;
    private readonly byte _repetition;
    private readonly byte _empty;
    private readonly int _childLength;
    private int _rangeStart;
    private int _rangeEnd;

    public ListStep(in LevelFrame frame, int repetition, LevelScratch scratch, int childLength)
    {
        _frame = frame;
        _scratch = scratch;
        _repetition = (byte)repetition;
        _empty = (byte)frame.DefinitionLevel;
        _childLength = childLength;
        _rangeStart = -1;
        _rangeEnd = -1;
    }

    /// <summary>Element entries with a slot.</summary>
    public int LiveCount { get; private set; }

    public void Expand<T>(ReadOnlySpan<T> offsets, int arrayOffset)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<byte> definitions = _frame.Definitions is { } buffer ? buffer.Values : default;
        ReadOnlySpan<byte> repetitions = _frame.Repetitions is { } parents ? parents.Values : default;
        int entry = 0;
        foreach (SlotRange range in _frame.Slots.Values)
        {
            if (range.Count == 0)
            {
                continue;
            }

            int first = range.Start + _frame.SlotShift + arrayOffset;
            ReadOnlySpan<T> bounds = offsets.Slice(first, range.Count + 1);
            int from = Checked(bounds[0], 0);
            int elements = Checked(bounds[^1], from) - from;

            // Most that this range can write: its elements, an entry for each empty list, every dead entry.
            int room = elements + range.Count + (_frame.EntryCount - _frame.LiveCount) + Slack;
            Span<byte> outDefinitions = _scratch.Definitions.AppendSpan(room);
            Span<byte> outRepetitions = _scratch.Repetitions.AppendSpan(room);
            int at = 0;
            for (int i = 1; i < bounds.Length; i++, entry++)
            {
                while (!definitions.IsEmpty && definitions[entry] != _empty)
                {
                    outDefinitions[at] = definitions[entry];
                    outRepetitions[at++] = repetitions.IsEmpty ? (byte)0 : repetitions[entry];
                    entry++;
                }

                int to = Checked(bounds[i], from);
                byte repetition = repetitions.IsEmpty ? (byte)0 : repetitions[entry];
                Live(from, to - from);
                at += Element(outDefinitions[at..], outRepetitions[at..], to - from, repetition);
                from = to;
            }

            _scratch.Definitions.Truncate(_scratch.Definitions.Count - room + at);
            _scratch.Repetitions.Truncate(_scratch.Repetitions.Count - room + at);
        }

        Finish(definitions, repetitions, entry);
    }

    public void ExpandFixed(int size, int arrayOffset)
    {
        ReadOnlySpan<byte> definitions = _frame.Definitions is { } buffer ? buffer.Values : default;
        ReadOnlySpan<byte> repetitions = _frame.Repetitions is { } parents ? parents.Values : default;
        int entry = 0;
        foreach (SlotRange range in _frame.Slots.Values)
        {
            int first = range.Start + _frame.SlotShift + arrayOffset;
            for (int i = 0; i < range.Count; i++, entry++)
            {
                entry = Dead(definitions, repetitions, entry);
                long from = (long)(first + i) * size;
                if (from + size > _childLength)
                {
                    ThrowOffsets();
                }

                Span<byte> outDefinitions = _scratch.Definitions.AppendSpan(size + Slack);
                Span<byte> outRepetitions = _scratch.Repetitions.AppendSpan(size + Slack);
                int written = Element(
                    outDefinitions, outRepetitions, size, repetitions.IsEmpty ? (byte)0 : repetitions[entry]);
                _scratch.Definitions.Truncate(_scratch.Definitions.Count - size - Slack + written);
                _scratch.Repetitions.Truncate(_scratch.Repetitions.Count - size - Slack + written);
                Live((int)from, size);
            }
        }

        Finish(definitions, repetitions, entry);
    }

    /// <summary>Writes the entries of one list and returns how many: at least one.</summary>
    private readonly int Element(Span<byte> definitions, Span<byte> repetitions, int count, byte repetition)
    {
        if (count == 0)
        {
            definitions[0] = _empty;
            repetitions[0] = repetition;
            return 1;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(definitions, (ulong)(_empty + 1) * EveryByte);
        BinaryPrimitives.WriteUInt64LittleEndian(repetitions, _repetition * EveryByte);
        if (count > 8)
        {
            definitions[8..count].Fill((byte)(_empty + 1));
            repetitions[8..count].Fill(_repetition);
        }

        repetitions[0] = repetition;
        return count;
    }

    private int Dead(ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> repetitions, int entry)
    {
        while (!definitions.IsEmpty && definitions[entry] != _empty)
        {
            _scratch.Definitions.Append(definitions[entry]);
            _scratch.Repetitions.Append(repetitions.IsEmpty ? (byte)0 : repetitions[entry]);
            entry++;
        }

        return entry;
    }

    /// <summary>Entries behind the last live one, and the last slot range.</summary>
    private void Finish(ReadOnlySpan<byte> definitions, ReadOnlySpan<byte> repetitions, int entry)
    {
        if (entry < definitions.Length)
        {
            _scratch.Definitions.Append(definitions[entry..]);
            if (repetitions.IsEmpty)
            {
                _scratch.Repetitions.AppendRepeated(0, definitions.Length - entry);
            }
            else
            {
                _scratch.Repetitions.Append(repetitions[entry..]);
            }
        }

        if (_rangeEnd > _rangeStart)
        {
            _scratch.Slots.Append(new SlotRange(_rangeStart, _rangeEnd - _rangeStart));
        }
    }

    private void Live(int from, int count)
    {
        if (count == 0)
        {
            return;
        }

        LiveCount += count;
        if (from == _rangeEnd)
        {
            _rangeEnd += count;
            return;
        }

        if (_rangeEnd > _rangeStart)
        {
            _scratch.Slots.Append(new SlotRange(_rangeStart, _rangeEnd - _rangeStart));
        }

        _rangeStart = from;
        _rangeEnd = from + count;
    }

    private readonly int Checked<T>(T offset, int atLeast)
        where T : unmanaged, IBinaryInteger<T>
    {
        long value = long.CreateTruncating(offset);
        if (value < atLeast || value > _childLength)
        {
            ThrowOffsets();
        }

        return (int)value;
    }

    [DoesNotReturn]
    private static void ThrowOffsets() =>
        throw new ArgumentException("List offsets are not ascending, or point behind the elements.");
}

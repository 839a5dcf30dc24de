using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Apache.Arrow;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>
/// The two steps by which levels grow along a path (Dremel; Parquet's Nested Encoding): a nullable node takes the
/// entries of its null slots out of play, a list replaces each live entry by its elements. Each step reads one frame
/// and writes one scratch, so all leaves below a list share its work. Offsets are checked as they are used.
/// </summary>
internal static class LevelBuilder
{
    private const ulong EveryByte = 0x0101010101010101;

    /// <summary>The frame of a slice of rows at the top of the schema.</summary>
    public static LevelFrame Root(LevelScratch scratch, int firstRow, int rowCount)
    {
        scratch.Clear();
        scratch.Slots.Append(new SlotRange(firstRow, rowCount));
        return new LevelFrame
        {
            RowCount = rowCount,
            EntryCount = rowCount,
            LiveCount = rowCount,
            DefinitionLevel = 0,
            Slots = scratch.Slots,
        };
    }

    /// <summary>
    /// The validity bitmap of an array if it matters for the frame: empty when no live slot is null.
    /// </summary>
    /// <exception cref="ArgumentException">A live slot is null, but the node is not nullable.</exception>
    public static ReadOnlySpan<byte> ValidityOf(SchemaNode node, ArrayData data, in LevelFrame frame)
    {
        if (data.NullCount == 0 || data.Buffers.Length == 0 || data.Buffers[0].IsEmpty)
        {
            return default;
        }

        ReadOnlySpan<byte> validity = data.Buffers[0].Span;
        foreach (SlotRange range in frame.Slots.Values)
        {
            if (!Bits.AllSet(validity, range.Start + frame.SlotShift + data.Offset, range.Count))
            {
                if (!node.IsNullable)
                {
                    ThrowNull(node.Name);
                }

                return validity;
            }
        }

        return default;
    }

    /// <summary>
    /// Applies the validity of a nullable node: null slots leave the frame with the level they have, the others gain
    /// one. <paramref name="offset"/> is the offset of the node's array.
    /// </summary>
    public static LevelFrame Nullable(
        in LevelFrame frame, ReadOnlySpan<byte> validity, int offset, LevelScratch scratch)
    {
        int level = frame.DefinitionLevel;
        if (validity.IsEmpty)
        {
            return AllValid(frame, scratch);
        }

        scratch.Clear();
        Span<byte> definitions = scratch.Definitions.AppendSpan(frame.EntryCount);
        WriteDefinitions(frame, validity, offset, definitions);
        int live = 0;
        foreach (SlotRange range in frame.Slots.Values)
        {
            var runs = new ValidRuns(validity, range.Start + frame.SlotShift + offset, range.Count);
            while (runs.Next())
            {
                scratch.Slots.Append(new SlotRange(runs.Start - frame.SlotShift - offset, runs.Count));
                live += runs.Count;
            }
        }

        return new LevelFrame
        {
            RowCount = frame.RowCount,
            EntryCount = frame.EntryCount,
            LiveCount = live,
            DefinitionLevel = level + 1,
            Definitions = scratch.Definitions,
            Repetitions = frame.Repetitions,
            Slots = scratch.Slots,
            SlotShift = frame.SlotShift,
        };
    }

    /// <summary>
    /// Writes the definition levels of a nullable node: live entries with a null slot keep theirs, the others gain
    /// one.
    /// </summary>
    public static void WriteDefinitions(
        in LevelFrame frame, ReadOnlySpan<byte> validity, int offset, Span<byte> definitions)
    {
        byte level = (byte)frame.DefinitionLevel;
        int shift = frame.SlotShift + offset;
        if (frame.Definitions is null)
        {
            int at = 0;
            foreach (SlotRange range in frame.Slots.Values)
            {
                Span<byte> target = definitions.Slice(at, range.Count);
                if (validity.IsEmpty)
                {
                    target.Fill((byte)(level + 1));
                }
                else
                {
                    Bits.Expand(validity, range.Start + shift, range.Count, level, target);
                }

                at += range.Count;
            }

            return;
        }

        ReadOnlySpan<byte> parent = frame.Definitions.Values;
        if (validity.IsEmpty)
        {
            RaiseLive(parent, level, definitions);
            return;
        }

        int entry = 0;
        foreach (SlotRange range in frame.Slots.Values)
        {
            int slot = range.Start + shift;
            int end = slot + range.Count;
            while (slot < end)
            {
                byte have = parent[entry];
                if (have == level)
                {
                    have += Bits.IsSet(validity, slot++) ? (byte)1 : (byte)0;
                }

                definitions[entry++] = have;
            }
        }

        parent[entry..].CopyTo(definitions[entry..]);
    }

    /// <summary>Replaces each live entry by the elements of its list; an empty list stays one entry without slot.</summary>
    /// <param name="frame">Frame after the list's own nulls.</param>
    /// <param name="node">The list.</param>
    /// <param name="data">Its array.</param>
    /// <param name="scratch">Where the elements' frame is written.</param>
    public static LevelFrame List(in LevelFrame frame, SchemaNode node, ArrayData data, LevelScratch scratch)
    {
        scratch.Clear();
        int childLength = data.Children[0].Length;
        var step = new ListStep(frame, node.RepetitionLevel, scratch, childLength);
        switch (node.Kind)
        {
            case NodeKind.LargeList:
                step.Expand(SpanCast.Cast<long>(data.Buffers[1].Span), data.Offset);
                break;
            case NodeKind.FixedSizeList:
                step.ExpandFixed(node.FixedSize, data.Offset);
                break;
            default:
                step.Expand(SpanCast.Cast<int>(data.Buffers[1].Span), data.Offset);
                break;
        }

        return new LevelFrame
        {
            RowCount = frame.RowCount,
            EntryCount = scratch.Repetitions.Count,
            LiveCount = step.LiveCount,
            DefinitionLevel = frame.DefinitionLevel + 1,
            Definitions = step.LiveCount == scratch.Repetitions.Count ? null : scratch.Definitions,
            Repetitions = scratch.Repetitions,
            Slots = scratch.Slots,
        };
    }

    private static LevelFrame AllValid(in LevelFrame frame, LevelScratch scratch)
    {
        NativeBuffer<byte>? definitions = null;
        if (frame.Definitions is { } parent)
        {
            scratch.Clear();
            RaiseLive(
                parent.Values, (byte)frame.DefinitionLevel, scratch.Definitions.AppendSpan(frame.EntryCount));
            definitions = scratch.Definitions;
        }

        return new LevelFrame
        {
            RowCount = frame.RowCount,
            EntryCount = frame.EntryCount,
            LiveCount = frame.LiveCount,
            DefinitionLevel = frame.DefinitionLevel + 1,
            Definitions = definitions,
            Repetitions = frame.Repetitions,
            Slots = frame.Slots,
            SlotShift = frame.SlotShift,
        };
    }

    /// <summary>Adds one to every level equal to <paramref name="level"/>, the largest that occurs.</summary>
    private static void RaiseLive(ReadOnlySpan<byte> parent, byte level, Span<byte> definitions)
    {
        int i = 0;
        ulong ceiling = (0x80UL - level) * EveryByte;
        for (; i + 8 <= parent.Length; i += 8)
        {
            // Levels are at most 127 and none is above `level`: the high bit shows those that reach it.
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(parent[i..]);
            ulong reached = ((word + ceiling) >> 7) & EveryByte;
            BinaryPrimitives.WriteUInt64LittleEndian(definitions[i..], word + reached);
        }

        for (; i < parent.Length; i++)
        {
            definitions[i] = parent[i] == level ? (byte)(level + 1) : parent[i];
        }
    }

    [DoesNotReturn]
    private static void ThrowNull(string name) =>
        throw new ArgumentException($"Column {name} is declared non-nullable, but holds a null.");
}

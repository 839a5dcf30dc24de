using System.Buffers.Binary;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// The levels of the page being filled. A flat nullable column keeps its validity as a bitmap, which is already the
/// bit-packed form of its definition levels; below lists and structs a level takes a byte until the page is encoded.
/// </summary>
internal sealed class PageLevels(LeafColumn column, SlabPool pool) : IDisposable
{
    private readonly bool _isFlat = column.MaxRepetition == 0 && column.MaxDefinition == 1;
    private readonly BitAccumulator _bits = new(pool);
    private readonly NativeBuffer<byte> _definitions = new(pool);
    private readonly NativeBuffer<byte> _repetitions = new(pool);

    /// <summary>Level entries of the page.</summary>
    public int EntryCount { get; private set; }

    /// <summary>Rows of the page.</summary>
    public int RowCount { get; private set; }

    public long CapacityBytes => _bits.CapacityBytes + _definitions.CapacityBytes + _repetitions.CapacityBytes;

    /// <summary>Adds the entries of a slice.</summary>
    /// <param name="frame">The leaf's frame, before its own nulls.</param>
    /// <param name="validity">Bitmap of the leaf's array; empty when no live slot is null.</param>
    /// <param name="offset">Offset of the leaf's array.</param>
    public void Append(in LevelFrame frame, ReadOnlySpan<byte> validity, int offset)
    {
        EntryCount += frame.EntryCount;
        RowCount += frame.RowCount;
        if (column.MaxRepetition > 0)
        {
            _repetitions.Append(frame.Repetitions!.Values);
        }

        if (_isFlat)
        {
            AppendFlat(frame, validity, offset);
        }
        else if (column.IsNullable)
        {
            LevelBuilder.WriteDefinitions(frame, validity, offset, _definitions.AppendSpan(frame.EntryCount));
        }
        else if (column.MaxDefinition > 0)
        {
            if (frame.Definitions is { } definitions)
            {
                _definitions.Append(definitions.Values);
            }
            else
            {
                _definitions.AppendRepeated((byte)column.MaxDefinition, frame.EntryCount);
            }
        }
    }

    /// <summary>Adds entries of a column of type null: every live slot is null.</summary>
    public void AppendAllNull(in LevelFrame frame)
    {
        EntryCount += frame.EntryCount;
        RowCount += frame.RowCount;
        if (column.MaxRepetition > 0)
        {
            _repetitions.Append(frame.Repetitions!.Values);
        }

        if (_isFlat)
        {
            _bits.AppendZeros(frame.EntryCount);
        }
        else if (frame.Definitions is { } definitions)
        {
            _definitions.Append(definitions.Values);
        }
        else
        {
            _definitions.AppendRepeated((byte)frame.DefinitionLevel, frame.EntryCount);
        }
    }

    /// <summary>Writes the repetition levels as data page v2 has them; returns their bytes.</summary>
    public int EncodeRepetitions(BitAccumulator scratch, NativeBuffer<byte> output)
    {
        int before = output.Count;
        if (column.MaxRepetition > 0)
        {
            HybridEncoder.Bytes(_repetitions.Values, column.MaxRepetition, scratch, output);
        }

        return output.Count - before;
    }

    /// <summary>Writes the definition levels as data page v2 has them; returns their bytes.</summary>
    public int EncodeDefinitions(BitAccumulator scratch, NativeBuffer<byte> output)
    {
        int before = output.Count;
        if (_isFlat)
        {
            if (_bits.IsAllOnes)
            {
                HybridEncoder.Run(_bits.Count, 1, 1, output);
            }
            else
            {
                HybridEncoder.Bits(_bits.Complete(), _bits.Count, output);
            }
        }
        else if (column.MaxDefinition > 0)
        {
            HybridEncoder.Bytes(_definitions.Values, column.MaxDefinition, scratch, output);
        }

        return output.Count - before;
    }

    /// <summary>Writes both as data page v1 has them: each with its length in 4 bytes before it.</summary>
    public void EncodeV1(BitAccumulator scratch, NativeBuffer<byte> output)
    {
        if (column.MaxRepetition > 0)
        {
            output.AppendSpan(4);
            int bytes = EncodeRepetitions(scratch, output);
            BinaryPrimitives.WriteInt32LittleEndian(output.Writable[(output.Count - bytes - 4)..], bytes);
        }

        if (column.MaxDefinition > 0)
        {
            output.AppendSpan(4);
            int bytes = EncodeDefinitions(scratch, output);
            BinaryPrimitives.WriteInt32LittleEndian(output.Writable[(output.Count - bytes - 4)..], bytes);
        }
    }

    /// <summary>Counts entries by level into histograms of the column's maxima + 1; empty spans are skipped.</summary>
    public void Count(int valueCount, Span<long> repetitions, Span<long> definitions)
    {
        if (column.MaxRepetition > 0 && !repetitions.IsEmpty)
        {
            Count(_repetitions.Values, repetitions);
        }

        if (definitions.IsEmpty || column.MaxDefinition == 0)
        {
            return;
        }

        if (_isFlat)
        {
            definitions[0] += EntryCount - valueCount;
            definitions[1] += valueCount;
        }
        else
        {
            Count(_definitions.Values, definitions);
        }
    }

    public void Clear()
    {
        _bits.Clear();
        _definitions.Clear();
        _repetitions.Clear();
        EntryCount = 0;
        RowCount = 0;
    }

    public void Dispose()
    {
        _bits.Dispose();
        _definitions.Dispose();
        _repetitions.Dispose();
    }

    private static void Count(ReadOnlySpan<byte> levels, Span<long> histogram)
    {
        long rest = levels.Length;
        for (int level = 1; level < histogram.Length; level++)
        {
            int count = levels.Count((byte)level);
            histogram[level] += count;
            rest -= count;
        }

        histogram[0] += rest;
    }

    private void AppendFlat(in LevelFrame frame, ReadOnlySpan<byte> validity, int offset)
    {
        if (frame.Definitions is { } definitions)
        {
            // The one optional node is an ancestor (a struct), the leaf itself is required.
            _bits.AppendBytes(definitions.Values);
            return;
        }

        foreach (SlotRange range in frame.Slots.Values)
        {
            if (validity.IsEmpty)
            {
                _bits.AppendOnes(range.Count);
            }
            else
            {
                _bits.Append(validity, range.Start + frame.SlotShift + offset, range.Count);
            }
        }
    }
}

using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Parquet.Levels;

/// <summary>Slots of an array that stand one after the other.</summary>
internal readonly record struct SlotRange(int Start, int Count);

/// <summary>
/// The level entries of a slice of rows as one node of the schema sees them, before the node's own nulls count.
/// An entry is <em>live</em> when its ancestors are there, so that it has a slot in the node's array; the others end
/// at an ancestor and only carry levels.
/// <code>
///   rows        [ {a,b} , null , {} , {c} ]          list of optional text, 4 rows
///   at element: definition  2 2  0  1  2            live where it equals DefinitionLevel = 2
///               repetition  0 1  0  0  0
///               slots       (0..2), (2..3)          the element slots of the live entries, in order
/// </code>
/// </summary>
/// <remarks>Refers to scratch buffers of <see cref="LevelBuilder"/>; valid until the next slice.</remarks>
internal readonly struct LevelFrame
{
    /// <summary>Rows of the slice.</summary>
    public required int RowCount { get; init; }

    /// <summary>Level entries.</summary>
    public required int EntryCount { get; init; }

    /// <summary>Entries that have a slot: the sum of <see cref="Slots"/>.</summary>
    public required int LiveCount { get; init; }

    /// <summary>The definition level that marks a live entry.</summary>
    public required int DefinitionLevel { get; init; }

    /// <summary>One definition level an entry; null when all entries are live.</summary>
    public NativeBuffer<byte>? Definitions { get; init; }

    /// <summary>One repetition level an entry; null outside of lists, where all are 0.</summary>
    public NativeBuffer<byte>? Repetitions { get; init; }

    /// <summary>Slots of the live entries in order, still without <see cref="SlotShift"/>.</summary>
    public required NativeBuffer<SlotRange> Slots { get; init; }

    /// <summary>Added to every slot: what array offsets of ancestors sum up to.</summary>
    public int SlotShift { get; init; }

    /// <summary>The frame of a struct's children: their slots are the struct's, shifted by its array offset.</summary>
    public LevelFrame Shifted(int offset) => new()
    {
        RowCount = RowCount,
        EntryCount = EntryCount,
        LiveCount = LiveCount,
        DefinitionLevel = DefinitionLevel,
        Definitions = Definitions,
        Repetitions = Repetitions,
        Slots = Slots,
        SlotShift = SlotShift + offset,
    };
}

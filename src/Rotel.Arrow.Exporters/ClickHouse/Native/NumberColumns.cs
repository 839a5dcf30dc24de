using Apache.Arrow;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>Columns of numbers and times. Nulls and absent columns are zeros, protobuf's default.</summary>
internal static class NumberColumns
{
    /// <summary>A column as it is: its values are those of the wire.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="column">Values as wide as <typeparamref name="T"/>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="type">The type, with the width of <typeparamref name="T"/>.</param>
    /// <param name="nesting">Plain or Array.</param>
    public static void Write<T>(
        scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, ReadOnlySpan<byte> type, Nesting nesting = default)
        where T : unmanaged
    {
        nesting.WriteType(ref writer, type);
        nesting.WriteEnds(ref writer);
        var values = new PrimitiveAccessor<T>(column);
        if (column is not null && rows.IsIdentity && column.Data.GetNullCount() == 0)
        {
            writer.Values(values.Values[..rows.Count]);
            return;
        }

        for (int row = 0; row < rows.Count; row++)
        {
            writer.Value(values[rows[row]]);
        }
    }

    /// <summary>Nanoseconds since 1970 as DateTime64(9).</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="column">The times.</param>
    /// <param name="otherwise">Read where the time is zero or null; null: nothing is.</param>
    /// <param name="rows">Rows of both.</param>
    /// <param name="nesting">Plain or Array.</param>
    public static void WriteTimes(
        scoped ref NativeWriter writer, IArrowArray? column, IArrowArray? otherwise, RowMap rows, Nesting nesting = default)
    {
        if (otherwise is null)
        {
            Write<long>(ref writer, column, rows, "DateTime64(9)"u8, nesting);
            return;
        }

        nesting.WriteType(ref writer, "DateTime64(9)"u8);
        nesting.WriteEnds(ref writer);
        var times = new PrimitiveAccessor<long>(column);
        var others = new PrimitiveAccessor<long>(otherwise);
        for (int row = 0; row < rows.Count; row++)
        {
            long time = times[rows[row]];
            writer.Value(time != 0 ? time : others[rows[row]]);
        }
    }

    /// <summary>Durations as UInt64, zero where the end is before the start.</summary>
    public static void WriteDurations(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("UInt64"u8);
        var durations = new PrimitiveAccessor<long>(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Value(Math.Max(durations[rows[row]], 0));
        }
    }

    /// <summary>Numbers that ClickHouse's schema has room for one byte of: those outside are cut to its ends.</summary>
    public static void WriteBytes(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("UInt8"u8);
        var numbers = new PrimitiveAccessor<int>(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Byte((byte)Math.Clamp(numbers[rows[row]], 0, byte.MaxValue));
        }
    }

    /// <summary>The lowest byte of flags: the W3C trace flags.</summary>
    public static void WriteLowByte(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("UInt8"u8);
        var flags = new PrimitiveAccessor<uint>(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Byte((byte)flags[rows[row]]);
        }
    }

    /// <summary>Booleans; null is false.</summary>
    public static void WriteBools(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("Bool"u8);
        var values = new BoolAccessor(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Byte(values[rows[row]] ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Whether a cell has a value.</summary>
    public static void WritePresence(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("Bool"u8);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Byte(column is null || column.IsNull(rows[row]) ? (byte)0 : (byte)1);
        }
    }

    /// <summary>A value that is an integer or a float, as Float64.</summary>
    public static void WriteValues(
        scoped ref NativeWriter writer, IArrowArray? integers, IArrowArray? doubles, RowMap rows, Nesting nesting = default)
    {
        if (integers is null || integers.Data.GetNullCount() == integers.Length)
        {
            Write<double>(ref writer, doubles, rows, "Float64"u8, nesting);
            return;
        }

        nesting.WriteType(ref writer, "Float64"u8);
        nesting.WriteEnds(ref writer);
        var ints = new PrimitiveAccessor<long>(integers);
        var floats = new PrimitiveAccessor<double>(doubles);
        for (int row = 0; row < rows.Count; row++)
        {
            int source = rows[row];
            writer.Value(ints.IsNull(source) ? floats[source] : ints[source]);
        }
    }

    /// <summary>Integers as Nullable(Int64): what Float64 cannot hold exactly above 2^53.</summary>
    public static void WriteNullableInts(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        writer.Text("Nullable(Int64)"u8);
        var ints = new PrimitiveAccessor<long>(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Byte(ints.IsNull(rows[row]) ? (byte)1 : (byte)0);
        }

        for (int row = 0; row < rows.Count; row++)
        {
            writer.Value(ints[rows[row]]);
        }
    }

    /// <summary>Lists of numbers as Array.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="lists">A list column.</param>
    /// <param name="items">Its items, nulls are zeros; null: all items are zero.</param>
    /// <param name="rows">Rows of the lists.</param>
    /// <param name="type">The whole type.</param>
    public static void WriteLists<T>(
        scoped ref NativeWriter writer, IArrowArray? lists, IArrowArray? items, RowMap rows, ReadOnlySpan<byte> type)
        where T : unmanaged
    {
        writer.Text(type);
        var ranges = new ListAccessor(lists);
        ulong end = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            end += (ulong)ranges[rows[row]].Count;
            writer.UInt64(end);
        }

        var values = new PrimitiveAccessor<T>(items);
        bool exact = items is not null && items.Data.GetNullCount() == 0;
        for (int row = 0; row < rows.Count; row++)
        {
            (int start, int count) = ranges[rows[row]];
            if (exact)
            {
                writer.Values(values.Values.Slice(start, count));
                continue;
            }

            for (int i = 0; i < count; i++)
            {
                writer.Value(values[start + i]);
            }
        }
    }
}

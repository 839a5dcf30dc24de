using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;

namespace Rotel.Arrow.Exporters.ClickHouse.Native;

/// <summary>Columns of text. Nulls and absent columns are empty strings.</summary>
internal static class TextColumns
{
    public static ReadOnlySpan<byte> StringType => "String"u8;

    public static ReadOnlySpan<byte> LowCardinalityType => "LowCardinality(String)"u8;

    /// <summary>
    /// A text column of a table. As LowCardinality the entries of its dictionary that are used become keys, by number
    /// and without hashing; a column without a dictionary is sent as String, which the server converts.
    /// </summary>
    public static void Write(
        scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, bool lowCardinality, Nesting nesting, ScratchArrays scratch)
    {
        if (!lowCardinality || (column is not null && column.Data.DataType is not DictionaryType))
        {
            nesting.WriteType(ref writer, StringType);
            nesting.WriteEnds(ref writer);
            WriteStrings(ref writer, column, rows);
            return;
        }

        nesting.WriteType(ref writer, LowCardinalityType);
        writer.UInt64(LowCardinalityWire.Version);
        nesting.WriteEnds(ref writer);
        if (rows.Count > 0)
        {
            WriteDictionary(ref writer, column, rows, scratch);
        }
    }

    /// <summary>Texts that are few and known, chosen by number: text 0 must be the default of absent values.</summary>
    public static void WriteChosen(
        scoped ref NativeWriter writer, ReadOnlySpan<byte[]> texts, ReadOnlySpan<int> choices, bool lowCardinality, Nesting nesting)
    {
        nesting.WriteType(ref writer, lowCardinality ? LowCardinalityType : StringType);
        if (lowCardinality)
        {
            writer.UInt64(LowCardinalityWire.Version);
        }

        nesting.WriteEnds(ref writer);
        if (!lowCardinality)
        {
            foreach (int choice in choices)
            {
                writer.Text(texts[choice]);
            }
        }
        else if (!choices.IsEmpty)
        {
            LowCardinalityWire.Begin(ref writer, texts.Length);
            foreach (byte[] text in texts)
            {
                writer.Text(text);
            }

            LowCardinalityWire.Indexes(ref writer, texts.Length, choices);
        }
    }

    /// <summary>Words of an enumeration by number; a number without a word is written as digits.</summary>
    public static void WriteWords(
        scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, byte[][] words, bool lowCardinality, ScratchArrays scratch)
    {
        var numbers = new PrimitiveAccessor<int>(column);
        int[] choices = scratch.Ints(rows.Count);
        List<byte[]>? texts = null;
        for (int row = 0; row < rows.Count; row++)
        {
            int number = numbers[rows[row]];
            choices[row] = (uint)number < (uint)words.Length ? number : AddNumber(ref texts, words, number);
        }

        WriteChosen(ref writer, texts is null ? words : texts.ToArray(), choices.AsSpan(0, rows.Count), lowCardinality, Nesting.None);
    }

    /// <summary>Identifiers as lower-case hexadecimal digits; empty where there is none.</summary>
    public static void WriteHex(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, Nesting nesting)
    {
        nesting.WriteType(ref writer, StringType);
        nesting.WriteEnds(ref writer);
        var ids = new FixedBinaryAccessor(column);
        for (int row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<byte> id = ids[rows[row]];
            Span<byte> room = writer.Take((id.Length * 2) + 1);
            room[0] = (byte)(id.Length * 2);
            Convert.TryToHexStringLower(id, room[1..], out _);
        }
    }

    private static int AddNumber(ref List<byte[]>? texts, byte[][] words, int number)
    {
        texts ??= [.. words];
        byte[] digits = System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        int known = texts.FindIndex(text => text.AsSpan().SequenceEqual(digits));
        if (known < 0)
        {
            known = texts.Count;
            texts.Add(digits);
        }

        return known;
    }

    private static void WriteStrings(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows)
    {
        if (column is null)
        {
            Span<byte> zeros = writer.Take(rows.Count);
            zeros.Clear();
            return;
        }

        var texts = new BinaryAccessor(column);
        for (int row = 0; row < rows.Count; row++)
        {
            writer.Text(texts[rows[row]]);
        }
    }

    private static void WriteDictionary(scoped ref NativeWriter writer, IArrowArray? column, RowMap rows, ScratchArrays scratch)
    {
        int[] codes = scratch.Ints(rows.Count);
        if (column is null)
        {
            LowCardinalityWire.Begin(ref writer, 1);
            writer.Text(ReadOnlySpan<byte>.Empty);
            codes.AsSpan(0, rows.Count).Clear();
            LowCardinalityWire.Indexes(ref writer, 1, codes.AsSpan(0, rows.Count));
            return;
        }

        var texts = new BinaryAccessor(column);
        int entries = column.Data.Dictionary.Length;
        int[] codeOf = scratch.Ints(entries);
        int[] entryOf = scratch.Ints(Math.Min(entries, rows.Count) + 1);
        codeOf.AsSpan(0, entries).Clear();
        int keys = 1;
        for (int row = 0; row < rows.Count; row++)
        {
            int source = rows[row];
            if (texts.IsNull(source))
            {
                codes[row] = 0;
                continue;
            }

            int entry = texts.IndexOf(source);
            int code = codeOf[entry];
            if (code == 0)
            {
                code = keys;
                codeOf[entry] = code;
                entryOf[keys++] = entry;
            }

            codes[row] = code;
        }

        LowCardinalityWire.Begin(ref writer, keys);
        writer.Text(ReadOnlySpan<byte>.Empty);
        for (int key = 1; key < keys; key++)
        {
            writer.Text(texts.Value(entryOf[key]));
        }

        LowCardinalityWire.Indexes(ref writer, keys, codes.AsSpan(0, rows.Count));
    }
}

using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>
/// A column of text as 32-bit indexes into entries that are collected for one batch. Entries may repeat: the Parquet
/// writer finds equal ones.
/// </summary>
internal sealed class TextDictionary : IDisposable
{
    private static readonly DictionaryType Type = new(Int32Type.Default, StringType.Default, ordered: false);

    private readonly NativeBuffer<int> _ends;
    private readonly NativeBuffer<byte> _data;
    private readonly NativeBuffer<int> _indexes;
    private readonly BitBuffer _validity;

    public TextDictionary(SlabPool pool)
    {
        _ends = new NativeBuffer<int>(pool);
        _data = new NativeBuffer<byte>(pool);
        _indexes = new NativeBuffer<int>(pool);
        _validity = new BitBuffer(pool);
        _ends.Append(0);
    }

    /// <summary>Adds an entry and gives its index.</summary>
    public int Entry(ReadOnlySpan<byte> text)
    {
        _data.Append(text);
        _ends.Append(_data.Count);
        return _ends.Count - 2;
    }

    /// <summary>Takes the entries of a dictionary over; its indexes hold here too. Only into an empty one.</summary>
    public void Adopt(ArrayData dictionary)
    {
        ReadOnlySpan<int> ends = SpanCast.Cast<int>(dictionary.Buffers[1].Span).Slice(dictionary.Offset, dictionary.Length + 1);
        _data.Append(dictionary.Buffers[2].Span[ends[0]..ends[^1]]);
        for (int i = 1; i < ends.Length; i++)
        {
            _ends.Append(ends[i] - ends[0]);
        }
    }

    /// <summary>The next cell.</summary>
    public void Append(int entry)
    {
        _indexes.Append(entry);
        _validity.Append(true);
    }

    /// <summary>The next cell is null.</summary>
    public void AppendNull()
    {
        _indexes.Append(0);
        _validity.Append(false);
    }

    /// <summary>Moves everything into an array.</summary>
    public ArrayData Seal(SealContext context)
    {
        int rows = _indexes.Count;
        int nulls = rows - _validity.SetCount;
        int entries = _ends.Count - 1;
        ArrowBuffer validity = context.Move(_validity);
        var dictionary = new ArrayData(
            StringType.Default, entries, 0, 0, [ArrowBuffer.Empty, context.Move(_ends), context.Move(_data)]);
        return new ArrayData(
            Type, rows, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : validity, context.Move(_indexes)], null, dictionary);
    }

    public void Dispose()
    {
        _ends.Dispose();
        _data.Dispose();
        _indexes.Dispose();
        _validity.Dispose();
    }

    /// <summary>Enumeration numbers by their names; a number without a name is written as digits. Null counts as 0.</summary>
    public static ArrayData Names(SealContext context, ReadOnlySpan<int> numbers, int rows, ReadOnlySpan<string> names)
    {
        using var text = new TextDictionary(context.Pool);
        Span<byte> buffer = stackalloc byte[64];
        foreach (string name in names)
        {
            text.Entry(buffer[..System.Text.Encoding.UTF8.GetBytes(name, buffer)]);
        }

        for (int row = 0; row < rows; row++)
        {
            int number = numbers.IsEmpty ? 0 : numbers[row];
            if ((uint)number >= (uint)names.Length)
            {
                number.TryFormat(buffer, out int written, default, CultureInfo.InvariantCulture);
                number = text.Entry(buffer[..written]);
            }

            text.Append(number);
        }

        return text.Seal(context);
    }

    /// <summary>The same from a column of 32-bit numbers.</summary>
    public static ArrayData Names(SealContext context, IArrowArray? column, int rows, ReadOnlySpan<string> names)
    {
        ArrayData numbers = WideColumns.ZeroForNull<int>(context, column, Int32Type.Default, rows);
        return Names(context, SpanCast.Cast<int>(numbers.Buffers[1].Span).Slice(numbers.Offset, rows), rows, names);
    }
}

using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Dictionaries;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Kernels;

/// <summary>
/// Concatenates columns of text or bytes in plain and dictionary layouts. The first of these that applies:
/// <list type="number">
/// <item>A part is plain: the result is plain.</item>
/// <item>Each dictionary begins like the longest one (batches of one generation do): that one is shared, and only
/// indexes are copied.</item>
/// <item>The values in use are at most 65,535: a new dictionary of them, in the order of first use.</item>
/// <item>Otherwise the result is plain.</item>
/// </list>
/// Indexes are as narrow as all parts had them and the dictionary allows: 8 or 16 bits.
/// </summary>
internal static class TextConcatenation
{
    private const int MaxIndex8Values = 255, MaxIndex16Values = 65_535;

    internal static ArrayData Join(SealContext context, ReadOnlySpan<ArrayData> arrays, int rows)
    {
        ArrayData? longest = null;
        DictionaryType? model = null;
        IArrowType? valueType = null;
        bool isPlain = false;
        bool isNarrow = true;
        foreach (ArrayData array in arrays)
        {
            if (array.DataType is DictionaryType type)
            {
                model ??= type;
                valueType ??= type.ValueType;
                isNarrow &= type.IndexType.TypeId is ArrowTypeId.UInt8 or ArrowTypeId.Int8;
                longest = longest is null || array.Dictionary.Length > longest.Length ? array.Dictionary : longest;
            }
            else if (array.DataType.TypeId != ArrowTypeId.Null)
            {
                valueType = array.DataType;
                isPlain = true;
            }
        }

        if (isPlain || model is null || longest is null)
        {
            return JoinPlain(context, arrays, rows, valueType!);
        }

        if (longest.Length <= MaxIndex16Values && BeginAlike(arrays, longest))
        {
            return JoinIndexes(context, arrays, rows, model, longest, isNarrow && longest.Length <= MaxIndex8Values + 1);
        }

        return TryUnify(context, arrays, rows, model, isNarrow) ?? JoinPlain(context, arrays, rows, valueType!);
    }

    /// <summary>True when each dictionary equals the beginning of the longest one.</summary>
    private static bool BeginAlike(ReadOnlySpan<ArrayData> arrays, ArrayData longest)
    {
        ReadOnlySpan<int> longEnds = OffsetRange.Of(longest);
        ReadOnlySpan<byte> longBytes = longest.Buffers[2].Span;
        if (longest.GetNullCount() > 0)
        {
            return false;
        }

        foreach (ArrayData array in arrays)
        {
            if (array.DataType is not DictionaryType || ReferenceEquals(array.Dictionary, longest))
            {
                continue;
            }

            ReadOnlySpan<int> ends = OffsetRange.Of(array.Dictionary);
            if (array.Dictionary.GetNullCount() > 0 || ends[0] != longEnds[0] || !longEnds[..ends.Length].SequenceEqual(ends))
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = array.Dictionary.Buffers[2].Span[ends[0]..ends[^1]];
            if (!bytes.SequenceEqual(longBytes[ends[0]..ends[^1]]))
            {
                return false;
            }
        }

        return true;
    }

    private static ArrayData JoinIndexes(
        SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, DictionaryType model, ArrayData dictionary, bool isNarrow)
    {
        ArrowBuffer validity = ConcatenateKernel.JoinValidity(context, arrays, rows, out int nulls);
        ArrowBuffer buffer = context.Allocate(isNarrow ? rows : OffsetRange.Require(rows * 2L), out Span<byte> target);
        Span<ushort> wide = SpanCast.Cast<ushort>(target);
        int at = 0;
        foreach (ArrayData array in arrays)
        {
            if (array.DataType is not DictionaryType type)
            {
                target.Slice(isNarrow ? at : at * sizeof(ushort), isNarrow ? array.Length : array.Length * sizeof(ushort)).Clear();
            }
            else if (isNarrow)
            {
                array.Buffers[1].Span.Slice(array.Offset, array.Length).CopyTo(target[at..]);
            }
            else
            {
                var indexes = new DictionaryIndexes(array, type);
                for (int row = 0; row < array.Length; row++)
                {
                    wide[at + row] = (ushort)indexes[row];
                }
            }

            at += array.Length;
        }

        return new ArrayData(TypeWith(model, isNarrow), rows, nulls, 0, [validity, buffer], null, SliceKernel.Share(context, dictionary));
    }

    /// <summary>A new dictionary of the values in use; null when they are too many.</summary>
    private static ArrayData? TryUnify(
        SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, DictionaryType model, bool isNarrow)
    {
        // Foreign text need not be valid here: it is carried on as it came.
        using var values = new BinaryDictionary(isText: false, MaxIndex16Values, context.Pool);
        using var ids = new NativeBuffer<ushort>(context.Pool);
        using var valid = new BitBuffer(context.Pool);
        ids.Reserve(rows);
        foreach (ArrayData array in arrays)
        {
            if (array.DataType is not DictionaryType type)
            {
                ids.AppendRepeated(0, array.Length);
                valid.AppendRepeated(false, array.Length);
            }
            else if (!TryAppend(array, type, values, ids, valid, context.Pool))
            {
                return null;
            }
        }

        int nulls = rows - valid.SetCount;
        isNarrow &= values.Count <= MaxIndex8Values;
        ArrowBuffer validity = nulls == 0 ? ArrowBuffer.Empty : context.Move(valid);
        ArrowBuffer indexes = isNarrow ? Narrow(context, ids.Values) : context.Move(ids);
        ArrayData shared = values.Share(context);
        var dictionary = new ArrayData(model.ValueType, shared.Length, 0, 0, shared.Buffers);
        return new ArrayData(TypeWith(model, isNarrow), rows, nulls, 0, [validity, indexes], null, dictionary);
    }

    private static bool TryAppend(
        ArrayData array, DictionaryType type, BinaryDictionary values, NativeBuffer<ushort> ids, BitBuffer valid, SlabPool pool)
    {
        var cells = new CellValidityRange(array);
        var indexes = new DictionaryIndexes(array, type);
        var used = new CellValidityRange(array.Dictionary);
        ReadOnlySpan<int> ends = OffsetRange.Of(array.Dictionary);
        ReadOnlySpan<byte> bytes = array.Dictionary.Buffers[2].Span;

        // New id + 1 of each old one; 0 while it was not used.
        using var renumbered = new NativeBuffer<int>(pool);
        renumbered.AppendRepeated(0, array.Dictionary.Length);
        for (int row = 0; row < array.Length; row++)
        {
            int old = cells.IsValid(row) ? indexes[row] : -1;
            if (old < 0 || !used.IsValid(old))
            {
                ids.Append(0);
                valid.Append(false);
                continue;
            }

            ref int id = ref renumbered[old];
            if (id == 0)
            {
                int added = values.GetOrAdd(bytes[ends[old]..ends[old + 1]]);
                if (added < 0)
                {
                    return false;
                }

                id = added + 1;
            }

            ids.Append((ushort)(id - 1));
            valid.Append(true);
        }

        return true;
    }

    private static ArrayData JoinPlain(SealContext context, ReadOnlySpan<ArrayData> arrays, int rows, IArrowType type)
    {
        using var offsets = new NativeBuffer<int>(context.Pool);
        using var bytes = new NativeBuffer<byte>(context.Pool);
        using var valid = new BitBuffer(context.Pool);
        offsets.Reserve(rows + 1);
        offsets.Append(0);
        foreach (ArrayData array in arrays)
        {
            switch (array.DataType.TypeId)
            {
                case ArrowTypeId.Null:
                    offsets.AppendRepeated(bytes.Count, array.Length);
                    valid.AppendRepeated(false, array.Length);
                    break;
                case ArrowTypeId.Dictionary:
                    AppendResolved(array, offsets, bytes, valid);
                    break;
                default:
                    AppendPlain(array, offsets, bytes, valid);
                    break;
            }
        }

        int nulls = rows - valid.SetCount;
        ArrowBuffer validity = nulls == 0 ? ArrowBuffer.Empty : context.Move(valid);
        return new ArrayData(type, rows, nulls, 0, [validity, context.Move(offsets), context.Move(bytes)]);
    }

    private static void AppendPlain(ArrayData array, NativeBuffer<int> offsets, NativeBuffer<byte> bytes, BitBuffer valid)
    {
        ReadOnlySpan<int> ends = OffsetRange.Of(array);
        int shift = bytes.Count - ends[0];
        bytes.Append(array.Buffers[2].Span[ends[0]..ends[^1]]);
        var cells = new CellValidityRange(array);
        for (int row = 0; row < array.Length; row++)
        {
            offsets.Append(ends[row + 1] + shift);
            valid.Append(cells.IsValid(row));
        }
    }

    private static void AppendResolved(ArrayData array, NativeBuffer<int> offsets, NativeBuffer<byte> bytes, BitBuffer valid)
    {
        var cells = new CellValidityRange(array);
        var indexes = new DictionaryIndexes(array, (DictionaryType)array.DataType);
        var used = new CellValidityRange(array.Dictionary);
        ReadOnlySpan<int> ends = OffsetRange.Of(array.Dictionary);
        ReadOnlySpan<byte> values = array.Dictionary.Buffers[2].Span;
        for (int row = 0; row < array.Length; row++)
        {
            bool isValid = cells.IsValid(row) && used.IsValid(indexes[row]);
            if (isValid)
            {
                int index = indexes[row];
                bytes.Append(values[ends[index]..ends[index + 1]]);
            }

            offsets.Append(bytes.Count);
            valid.Append(isValid);
        }
    }

    private static ArrowBuffer Narrow(SealContext context, ReadOnlySpan<ushort> ids)
    {
        ArrowBuffer buffer = context.Allocate(ids.Length, out Span<byte> narrow);
        for (int i = 0; i < ids.Length; i++)
        {
            narrow[i] = (byte)ids[i];
        }

        return buffer;
    }

    private static DictionaryType TypeWith(DictionaryType model, bool isNarrow)
    {
        IntegerType index = isNarrow ? UInt8Type.Default : UInt16Type.Default;
        return model.IndexType.TypeId == index.TypeId ? model : new DictionaryType(index, model.ValueType, model.Ordered);
    }
}

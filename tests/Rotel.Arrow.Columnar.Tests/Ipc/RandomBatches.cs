using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Tests.Ipc;

/// <summary>
/// Random schemas of every type the codec knows and batches of them: slices that begin anywhere in their buffers, with and
/// without nulls, empty ones too. Dictionaries stay the same, grow, shrink or change from batch to batch.
/// </summary>
internal sealed class RandomBatches
{
    private static readonly IArrowType[] s_fixed =
    [
        Int8Type.Default, UInt8Type.Default, Int16Type.Default, UInt16Type.Default, Int32Type.Default, UInt32Type.Default,
        Int64Type.Default, UInt64Type.Default, HalfFloatType.Default, FloatType.Default, DoubleType.Default,
        new TimestampType(TimeUnit.Nanosecond, "UTC"), new TimestampType(TimeUnit.Second, (string?)null),
        DurationType.Nanosecond, DurationType.Millisecond,
        new FixedSizeBinaryType(1), new FixedSizeBinaryType(3), new FixedSizeBinaryType(16),
    ];

    private static readonly IArrowType[] s_indexes =
    [
        UInt8Type.Default, UInt16Type.Default, UInt32Type.Default, UInt64Type.Default,
        Int8Type.Default, Int16Type.Default, Int32Type.Default, Int64Type.Default,
    ];

    private readonly Random _random;
    private readonly bool _plain;
    private readonly bool _slices;
    private readonly Dictionary<DictionaryType, ArrayData> _dictionaries = new(ReferenceEqualityComparer.Instance);

    /// <param name="random">Source of everything.</param>
    /// <param name="columns">Columns of the schema.</param>
    /// <param name="plain">Only what Apache.Arrow's reader and arrow-go take: no dictionary inside of a dictionary.</param>
    /// <param name="slices">Arrays may begin anywhere in their buffers.</param>
    internal RandomBatches(Random random, int columns, bool plain = false, bool slices = true)
    {
        _slices = slices;
        _random = random;
        _plain = plain;
        var metadata = new Dictionary<string, string> { ["encoding"] = "delta", ["k\u00e9y"] = "" };
        Schema = new Schema(
            [.. Enumerable.Range(0, columns).Select(i => new Field("c" + i, Type(3, true), random.Next(2) == 0, random.Next(3) == 0 ? metadata : null))],
            random.Next(2) == 0 ? metadata : null);
    }

    internal Schema Schema { get; }

    internal RecordBatch Next(int rows)
    {
        foreach (DictionaryType type in _dictionaries.Keys.ToArray())
        {
            _dictionaries[type] = Evolve(type, _dictionaries[type]);
        }

        IArrowArray[] columns = [.. Schema.FieldsList.Select(field => ArrowArrayFactory.BuildArray(Array(field.DataType, rows)))];
        return new RecordBatch(Schema, columns, rows);
    }

    private IArrowType Type(int depth, bool dictionaries)
    {
        switch (_random.Next(depth > 0 ? 14 : 8))
        {
            case 0:
                return BooleanType.Default;
            case 1 or 2:
                return s_fixed[_random.Next(s_fixed.Length)];
            case 3:
                return _random.Next(2) == 0 ? StringType.Default : BinaryType.Default;
            case 4:
                return _random.Next(2) == 0 ? LargeStringType.Default : LargeBinaryType.Default;
            case 5:
                return _random.Next(6) == 0 ? NullType.Default : StringType.Default;
            case 6 or 7 when dictionaries:
                return new DictionaryType(s_indexes[_random.Next(_plain ? 2 : s_indexes.Length)], Values(depth), false);
            case 6 or 7:
                return Int64Type.Default;
            case 8 or 9:
                return new ListType(new Field("item", Type(depth - 1, dictionaries), true));
            case 10:
                return new LargeListType(new Field("item", Type(depth - 1, dictionaries), true));
            case 11:
                return new MapType(new Field("key", StringType.Default, false), new Field("value", Type(depth - 1, dictionaries), true), false);
            default:
                return new StructType([.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => new Field("f" + i, Type(depth - 1, dictionaries), true))]);
        }
    }

    /// <summary>Values of a dictionary; text mostly.</summary>
    private IArrowType Values(int depth)
    {
        IArrowType type = _random.Next(3) > 0 ? StringType.Default : Type(depth - 1, dictionaries: !_plain);

        // A field has one dictionary: that of its values is inside of a list, map or struct.
        return type is DictionaryType dictionary ? new ListType(new Field("item", dictionary, true)) : type;
    }

    private ArrayData Evolve(DictionaryType type, ArrayData values) => _random.Next(6) switch
    {
        0 => Array(type.ValueType, _random.Next(1, 60)),
        1 when values.Length > 1 => values.Slice(0, values.Length / 2),
        2 or 3 when type.ValueType is StringType => Grow(values),
        _ => values,
    };

    /// <summary>The same strings and more, in memory of their own.</summary>
    private ArrayData Grow(ArrayData values)
    {
        string[] all = [.. Enumerable.Range(0, values.Length).Select(i => IpcCells.Read(values, i)), .. Enumerable.Range(0, _random.Next(1, 9)).Select(i => $"'more {i}'")];
        var builder = new StringArray.Builder();
        foreach (string value in all.Take(120))
        {
            builder = value == IpcCells.Null ? builder.AppendNull() : builder.Append(value[1..^1]);
        }

        return builder.Build().Data;
    }

    private ArrayData Array(IArrowType type, int length)
    {
        int before = !_slices || _random.Next(3) > 0 ? 0 : _random.Next(0, 20), after = _random.Next(0, 10);
        return Whole(type, before + length + after).Slice(before, length);
    }

    private ArrayData Whole(IArrowType type, int length)
    {
        if (type is NullType)
        {
            return new ArrayData(type, length, length, 0, System.Array.Empty<ArrowBuffer>());
        }

        ArrowBuffer validity = Validity(length, out int nulls);
        switch (type)
        {
            case BooleanType:
                return new ArrayData(type, length, nulls, 0, [validity, Random((length + 7) / 8)]);
            case StringType or BinaryType or LargeStringType or LargeBinaryType:
                int[] ends = Ends(length, 6);
                return new ArrayData(type, length, nulls, 0, [validity, Offsets(type, ends), Random(ends[^1], text: true)]);
            case DictionaryType dictionary:
                return Encoded(dictionary, length, validity, nulls);
            case ListType or LargeListType or MapType:
                IArrowType item = ((NestedType)type).Fields[0].DataType;
                int skipped = _slices ? _random.Next(0, 3) : 0;
                int[] lists = [.. Ends(length, 4).Select(end => end + skipped)];
                int count = lists[^1] + _random.Next(0, 3);
                ArrayData items = type is MapType map ? Entries(map.KeyValueType, count) : Array(item, count);
                return new ArrayData(type, length, nulls, 0, [validity, Offsets(type, lists)], [items]);
            case StructType whole:
                return new ArrayData(type, length, nulls, 0, [validity], [.. whole.Fields.Select(field => Array(field.DataType, length))]);
            default:
                return new ArrayData(type, length, nulls, 0, [validity, Random(length * (((FixedWidthType)type).BitWidth / 8))]);
        }
    }

    /// <summary>Entries and keys of a map are never null.</summary>
    private ArrayData Entries(StructType type, int length)
    {
        int[] ends = Ends(length, 3);
        var keys = new ArrayData(StringType.Default, length, 0, 0, [ArrowBuffer.Empty, Offsets(StringType.Default, ends), Random(ends[^1], text: true)]);
        return new ArrayData(type, length, 0, 0, [ArrowBuffer.Empty], [keys, Array(type.Fields[1].DataType, length)]);
    }

    private ArrayData Encoded(DictionaryType type, int length, ArrowBuffer validity, int nulls)
    {
        if (!_dictionaries.TryGetValue(type, out ArrayData? values))
        {
            _dictionaries[type] = values = Array(type.ValueType, _random.Next(1, 40));
        }

        int width = ((FixedWidthType)type.IndexType).BitWidth / 8;
        var indexes = new byte[length * width];
        for (int i = 0; i < length; i++)
        {
            indexes[i * width] = (byte)_random.Next(values.Length);
        }

        return new ArrayData(type, length, nulls, 0, [validity, new ArrowBuffer(indexes)], null, values);
    }

    private ArrowBuffer Validity(int length, out int nulls)
    {
        nulls = 0;
        if (_random.Next(3) == 0)
        {
            return ArrowBuffer.Empty;
        }

        var bits = new byte[(length + 7) / 8];
        _random.NextBytes(bits);
        for (int i = 0; i < length; i++)
        {
            nulls += BitUtility.GetBit(bits, i) ? 0 : 1;
        }

        return new ArrowBuffer(bits);
    }

    private int[] Ends(int length, int most)
    {
        var ends = new int[length + 1];
        for (int i = 0; i < length; i++)
        {
            ends[i + 1] = ends[i] + _random.Next(0, most);
        }

        return ends;
    }

    private static ArrowBuffer Offsets(IArrowType type, int[] ends) => type is LargeStringType or LargeBinaryType or LargeListType
        ? new ArrowBuffer(SpanCast.AsBytes<long>([.. ends.Select(static end => (long)end)]).ToArray())
        : new ArrowBuffer(SpanCast.AsBytes<int>(ends).ToArray());

    private ArrowBuffer Random(int bytes, bool text = false)
    {
        if (text)
        {
            return new ArrowBuffer(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, bytes).Select(_ => (char)('a' + _random.Next(4))))));
        }

        // Repeating values now and then, so that compression pays.
        var buffer = new byte[bytes];
        if (_random.Next(2) == 0)
        {
            _random.NextBytes(buffer);
        }

        return new ArrowBuffer(buffer);
    }
}

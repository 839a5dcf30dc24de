using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>The value columns of an attribute table, or of log bodies, in the two forms that the wide layout has.</summary>
internal readonly ref struct ValueColumns
{
    private static readonly DictionaryType TypeNames = new(UInt8Type.Default, StringType.Default, ordered: false);
    private static readonly ArrayData TypeNameValues = Names("empty", "string", "int", "double", "bool", "map", "array", "bytes");

    private readonly IArrowArray? _types, _str, _int, _double, _bool, _bytes, _ser;
    private readonly IArrowArray? _owner;
    private readonly int _rows;

    /// <param name="table">An attribute table.</param>
    public ValueColumns(RecordBatch table)
        : this(table.Find(ColumnNames.Type), table.Find(ColumnNames.Str), table.Find(ColumnNames.Int), table.Find(ColumnNames.Double),
            table.Find(ColumnNames.Bool), table.Find(ColumnNames.Bytes), table.Find(ColumnNames.Ser), null, table.Length)
    {
    }

    /// <param name="body">Column body of LOGS; a null cell has no value at all.</param>
    public ValueColumns(IArrowArray body)
        : this(body.Child(ColumnNames.Type), body.Child(ColumnNames.Str), body.Child(ColumnNames.Int), body.Child(ColumnNames.Double),
            body.Child(ColumnNames.Bool), body.Child(ColumnNames.Bytes), body.Child(ColumnNames.Ser), body, body.Length)
    {
    }

    private ValueColumns(
        IArrowArray? types, IArrowArray? str, IArrowArray? ints, IArrowArray? doubles, IArrowArray? bools, IArrowArray? bytes,
        IArrowArray? ser, IArrowArray? owner, int rows)
    {
        (_types, _str, _int, _double, _bool, _bytes, _ser, _owner, _rows) =
            (types, str, ints, doubles, bools, bytes, ser, owner, rows);
    }

    /// <summary>
    /// Every value as text: numbers in their shortest exact form, true and false, bytes as base64, maps and arrays as
    /// JSON, null where there is no value. The dictionary of the text column is used again.
    /// </summary>
    public ArrayData Text(SealContext context, JsonValueWriter json)
    {
        var types = new PrimitiveAccessor<byte>(_types);
        if (_str is not null && _owner is null && AllText(types))
        {
            return _str.Data;
        }

        var str = new BinaryAccessor(_str);
        var ints = new PrimitiveAccessor<long>(_int);
        var doubles = new PrimitiveAccessor<double>(_double);
        var bools = new BoolAccessor(_bool);
        var bytes = new BinaryAccessor(_bytes);
        var ser = new BinaryAccessor(_ser);
        using var text = new TextDictionary(context.Pool);
        if (str.IsDictionary)
        {
            text.Adopt(_str!.Data.Dictionary);
        }

        int yes = -1, no = -1;
        Span<byte> buffer = stackalloc byte[64];
        Span<long> knownInts = stackalloc long[64];
        Span<int> knownEntries = stackalloc int[64];
        knownEntries.Fill(-1);
        for (int row = 0; row < _rows; row++)
        {
            switch (TypeOf(types, row))
            {
                case AnyValueType.Str:
                    text.Append(str.IsDictionary && !str.IsNull(row) ? str.IndexOf(row) : text.Entry(str[row]));
                    break;
                case AnyValueType.Int:
                    long number = ints[row];
                    int slot = (int)((ulong)(number * 0x61C8864680B583EB) >> 58);
                    if (knownEntries[slot] < 0 || knownInts[slot] != number)
                    {
                        number.TryFormat(buffer, out int digits, default, CultureInfo.InvariantCulture);
                        knownEntries[slot] = text.Entry(buffer[..digits]);
                        knownInts[slot] = number;
                    }

                    text.Append(knownEntries[slot]);
                    break;
                case AnyValueType.Double:
                    doubles[row].TryFormat(buffer, out int characters, default, CultureInfo.InvariantCulture);
                    text.Append(text.Entry(buffer[..characters]));
                    break;
                case AnyValueType.Bool:
                    ref int known = ref bools[row] ? ref yes : ref no;
                    known = known >= 0 ? known : text.Entry(bools[row] ? "true"u8 : "false"u8);
                    text.Append(known);
                    break;
                case AnyValueType.Bytes:
                    text.Append(AddBase64(text, bytes[row]));
                    break;
                case AnyValueType.Map or AnyValueType.Slice:
                    text.Append(text.Entry(json.Write(ser[row])));
                    break;
                default:
                    text.AppendNull();
                    break;
            }
        }

        return text.Seal(context);
    }

    /// <summary>Rows whose value is not text; null when there is none, so that nothing needs to be made of them.</summary>
    public NativeBuffer<int>? TypedRows(SlabPool pool)
    {
        var types = new PrimitiveAccessor<byte>(_types);
        if (AllText(types))
        {
            return null;
        }

        var rows = new NativeBuffer<int>(pool);
        for (int row = 0; row < _rows; row++)
        {
            if (TypeOf(types, row) != AnyValueType.Str)
            {
                rows.Append(row);
            }
        }

        return rows;
    }

    /// <summary>The members of <see cref="WideTypes.TypedValue"/>, a cell a row, text or not.</summary>
    public ArrayData[] Members(SealContext context)
    {
        ArrayData types = WideColumns.ZeroForNull<byte>(context, _types, UInt8Type.Default, _rows);
        return
        [
            new ArrayData(TypeNames, _rows, 0, types.Offset, [ArrowBuffer.Empty, types.Buffers[1]], null, TypeNameValues),
            _int?.Data ?? WideColumns.Nulls(context, Int64Type.Default, _rows),
            _double?.Data ?? WideColumns.Nulls(context, DoubleType.Default, _rows),
            _bool?.Data ?? WideColumns.Nulls(context, BooleanType.Default, _rows),
            _bytes?.Data ?? WideColumns.Nulls(context, BinaryType.Default, _rows),
            _ser?.Data ?? WideColumns.Nulls(context, BinaryType.Default, _rows),
        ];
    }

    /// <summary>The typed form as a column of its own, null where the value is text or absent.</summary>
    public ArrayData Typed(SealContext context)
    {
        var types = new PrimitiveAccessor<byte>(_types);
        using var validity = new BitBuffer(context.Pool);
        for (int row = 0; row < _rows; row++)
        {
            validity.Append(TypeOf(types, row) != AnyValueType.Str && !(_owner?.IsNull(row) ?? false));
        }

        int nulls = _rows - validity.SetCount;
        return new ArrayData(WideTypes.TypedValue, _rows, nulls, 0, [context.Move(validity)], Members(context));
    }

    private static int AddBase64(TextDictionary text, ReadOnlySpan<byte> bytes)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(Base64.GetMaxEncodedToUtf8Length(bytes.Length), 1));
        try
        {
            Base64.EncodeToUtf8(bytes, rented, out _, out int written);
            return text.Entry(rented.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static ArrayData Names(params ReadOnlySpan<string> names)
    {
        var builder = new StringArray.Builder();
        foreach (string name in names)
        {
            builder.Append(name);
        }

        return builder.Build().Data;
    }

    private static bool AllText(in PrimitiveAccessor<byte> types) =>
        types.IsPresent && !types.Values.ContainsAnyExcept((byte)AnyValueType.Str);

    private AnyValueType TypeOf(in PrimitiveAccessor<byte> types, int row) =>
        _owner?.IsNull(row) ?? false ? AnyValueType.Empty : (AnyValueType)types[row];
}

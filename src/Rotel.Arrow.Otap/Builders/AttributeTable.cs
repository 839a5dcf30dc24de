using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.Builders;

/// <summary>
/// One attribute table: a row an attribute.
/// <code>
/// parent_id u16|u32 | key dict utf8 | type u8 | str dict utf8 | int i64 | double f64 | bool | bytes | ser (CBOR)
/// </code>
/// Of the value columns exactly the one that <c>type</c> names is set in a row. Keys and text values are found by
/// guess before they are hashed: the key that followed the previous key last time (the first key of a parent follows
/// none), and the value that the key had when its value last looked like this one (<see cref="GuessSlot"/>).
/// </summary>
internal sealed class AttributeTable : IDisposable
{
    /// <summary>Keys with a greater id are not guessed but hashed.</summary>
    private const int RememberedKeys = 4096;

    /// <summary>Values guessed for a key. Most keys have few values, in any order.</summary>
    private const int GuessesPerKey = 8;

    private readonly TableBuilder _table;
    private readonly DictionaryColumn _keys;
    private readonly RowKinds _kinds;
    private readonly DictionaryColumn _str;
    private readonly PrimitiveColumn<long> _int;
    private readonly PrimitiveColumn<double> _double;
    private readonly BoolColumn _bool;
    private readonly BinaryColumn _bytes;
    private readonly BinaryColumn _ser;
    private readonly BoolColumn _valueAbsent;
    private readonly PrimitiveColumn<int> _keyStrindex;
    private readonly PrimitiveColumn<int> _valueStrindex;
    private readonly bool _wideParent;

    /// <summary>Of key id k: at k + 1 the key that followed it; at 0 the first key of a parent.</summary>
    private int[] _keyAfter = new int[256];
    /// <summary>Of key id k: from k * <see cref="GuessesPerKey"/> on, the values it had.</summary>
    private int[] _valueOf = new int[256 * GuessesPerKey];
    private int _key = -1;

    /// <param name="type">Which table.</param>
    /// <param name="wideParent">True for u32 parent ids (parents are events, links, points, exemplars).</param>
    /// <param name="pool">Memory.</param>
    public AttributeTable(PayloadType type, bool wideParent, SlabPool pool)
    {
        Type = type;
        _wideParent = wideParent;
        _keys = new DictionaryColumn(ColumnNames.Key, true, DictionaryWidth.Index8, false, pool);
        _kinds = new RowKinds(pool);
        _str = new DictionaryColumn(ColumnNames.Str, true, DictionaryWidth.Index16, true, pool, kinds: _kinds, kind: (byte)AnyValueType.Str);
        _int = new PrimitiveColumn<long>(ColumnNames.Int, Int64Type.Default, true, pool, _kinds, (byte)AnyValueType.Int);
        _double = new PrimitiveColumn<double>(ColumnNames.Double, DoubleType.Default, true, pool, _kinds, (byte)AnyValueType.Double);
        _bool = new BoolColumn(ColumnNames.Bool, true, pool, _kinds, (byte)AnyValueType.Bool);
        _bytes = new BinaryColumn(ColumnNames.Bytes, BinaryType.Default, true, pool, _kinds, (byte)AnyValueType.Bytes);
        _ser = new BinaryColumn(ColumnNames.Ser, BinaryType.Default, true, pool);
        _valueAbsent = new BoolColumn(ColumnNames.ExtValueAbsent, true, pool);
        _keyStrindex = new PrimitiveColumn<int>(ColumnNames.ExtKeyStrindex, Int32Type.Default, true, pool);
        _valueStrindex = new PrimitiveColumn<int>(ColumnNames.ExtValueStrindex, Int32Type.Default, true, pool);
        _table = new TableBuilder(
            _keys, _str, _int, _double, _bool, _bytes, _ser, _valueAbsent, _keyStrindex, _valueStrindex,
            new KindColumn(ColumnNames.Type, _kinds));
        Offsets = new ParentOffsets(pool);
    }

    /// <summary>Which table.</summary>
    public PayloadType Type { get; }

    /// <summary>Attributes so far.</summary>
    public int Rows => _table.Rows;

    /// <summary>Where the attributes of each parent end.</summary>
    public ParentOffsets Offsets { get; }

    /// <summary>Starts the row of one attribute. False when the key is not valid UTF-8.</summary>
    public bool TryBegin(ReadOnlySpan<byte> key)
    {
        int[] keyAfter = _keyAfter;
        int previous = _key + 1;
        if ((uint)previous < (uint)keyAfter.Length)
        {
            bool ok = _keys.TrySet(_table.Rows, key, ref keyAfter[previous]);
            _key = keyAfter[previous];
            return ok;
        }

        return TryBeginUnguessed(key);
    }

    /// <summary>The value of the row, and its end. False when it is not valid UTF-8: the row is dropped.</summary>
    public bool TryEndText(ReadOnlySpan<byte> value)
    {
        int[] valueOf = _valueOf;
        int slot = (_key * GuessesPerKey) + GuessSlot(value);
        bool ok = (uint)slot < (uint)valueOf.Length
            ? _str.TrySet(_table.Rows, value, ref valueOf[slot])
            : _str.TrySet(_table.Rows, value);
        if (ok)
        {
            End(AnyValueType.Str);
        }

        return ok;
    }

    public void EndInt(long value)
    {
        _int.Set(_table.Rows, value);
        End(AnyValueType.Int);
    }

    public void EndDouble(double value)
    {
        _double.Set(_table.Rows, value);
        End(AnyValueType.Double);
    }

    public void EndBool(bool value)
    {
        _bool.Set(_table.Rows, value);
        End(AnyValueType.Bool);
    }

    public void EndBytes(ReadOnlySpan<byte> value)
    {
        _bytes.Set(_table.Rows, value);
        End(AnyValueType.Bytes);
    }

    /// <param name="type">Map or slice.</param>
    /// <param name="cbor">One CBOR item (otap.md 4.5).</param>
    public void EndSerialized(AnyValueType type, ReadOnlySpan<byte> cbor)
    {
        _ser.Set(_table.Rows, cbor);
        End(type);
    }

    /// <summary>An AnyValue without a member, or (<paramref name="absent"/>) no AnyValue at all.</summary>
    public void EndEmpty(bool absent)
    {
        if (absent)
        {
            _valueAbsent.Set(_table.Rows, true);
        }

        End(AnyValueType.Empty);
    }

    /// <summary>A reference to a profiles dictionary instead of text.</summary>
    public void EndStrindex(int index)
    {
        _valueStrindex.Set(_table.Rows, index);
        End(AnyValueType.Empty);
    }

    /// <summary>The key of the row is (also) a reference to a profiles dictionary.</summary>
    public void SetKeyStrindex(int index) => _keyStrindex.Set(_table.Rows, index);

    /// <summary>All attributes of the next parent are there.</summary>
    public void EndParent()
    {
        _key = -1;
        Offsets.End(_table.Rows);
    }

    /// <summary>Back to the first <paramref name="parents"/> parents.</summary>
    public void TruncateParents(int parents)
    {
        int rows = Offsets.Truncate(parents);
        _table.Truncate(rows);
        _key = -1;
    }

    /// <summary>Adds the table, if it has rows, and its offsets to the batch, and starts anew.</summary>
    public void Seal(SealContext context, OtapBatch batch)
    {
        if (_table.Rows > 0)
        {
            batch.SetTable(Type, _table.Seal(context, [Offsets.SealParentIds(context, _wideParent)]));
            batch.SetOffsets(Type, Offsets.Seal(context));
        }
        else
        {
            _table.Truncate(0);
            Offsets.Clear();
        }

        _key = -1;
    }

    public void Dispose()
    {
        _table.Dispose();
        Offsets.Dispose();
    }

    /// <summary>
    /// Which of a key's guesses to try: its end and its length tell values of one key apart, and reading eight bytes
    /// costs less than hashing all of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int GuessSlot(ReadOnlySpan<byte> value)
    {
        ulong end = value.Length >= sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(value[^sizeof(ulong)..])
            : value.IsEmpty ? 0 : ((uint)value[0] << 8) | value[^1];
        return (int)(((end ^ (uint)value.Length) * 0x9E3779B97F4A7C15) >> 61);
    }

    private void End(AnyValueType type)
    {
        _kinds.Append((byte)type);
        _table.Rows++;
    }

    /// <summary>A key behind one that the guesses do not reach: makes room for it, up to a bound.</summary>
    private bool TryBeginUnguessed(ReadOnlySpan<byte> key)
    {
        if (_key < RememberedKeys && _keyAfter.Length < RememberedKeys)
        {
            System.Array.Resize(ref _keyAfter, RememberedKeys + 1);
            System.Array.Resize(ref _valueOf, RememberedKeys * GuessesPerKey);
        }

        int guess = -1;
        bool ok = _keys.TrySet(_table.Rows, key, ref guess);
        _key = ok ? guess : -1;
        return ok;
    }
}

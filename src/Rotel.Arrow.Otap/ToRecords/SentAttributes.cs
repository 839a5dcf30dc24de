using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Otap.ToRecords;

/// <summary>
/// An outgoing attribute table: rows sorted by type, key and value; parent ids as differences within runs of equal ones.
/// </summary>
/// <remarks>
/// The two peers disagree on runs of doubles: Go says that NaN is never equal and 0.0 is -0.0, Rust compares bits. Such
/// rows never stand side by side under one key (otap.md 5.2 d): another row is moved between them. Where there is none, a
/// NaN gets other payload bits and a -0.0 loses its sign, which <see cref="LostValues"/> counts.
/// </remarks>
internal sealed class SentAttributes : IDisposable
{
    /// <summary>Moves for the sake of doubles; more would cost a hostile batch more time than it is worth.</summary>
    private const int MaxMoves = 256;

    private readonly bool _isWide;
    private readonly PrimitiveColumn<ushort> _parent16;
    private readonly PrimitiveColumn<uint> _parent32;
    private readonly DictionaryColumn _key;
    private readonly PrimitiveColumn<byte> _type;
    private readonly DictionaryColumn _str;
    private readonly PrimitiveColumn<long> _int;
    private readonly PrimitiveColumn<double> _double;
    private readonly BoolColumn _bool;
    private readonly BinaryColumn _bytes;
    private readonly BinaryColumn _ser;
    private readonly CborWriter _cbor;
    private readonly SentTable _table;
    private ulong[] _keys = [];
    private int[] _keyIds = [];
    private int[] _strIds = [];
    private double _lastDouble;

    public SentAttributes(PayloadType type, bool isWide, SlabPool pool, IpcWriterOptions options)
    {
        _isWide = isWide;
        _parent16 = new PrimitiveColumn<ushort>(ColumnNames.ParentId, UInt16Type.Default, false, pool);
        _parent32 = new PrimitiveColumn<uint>(ColumnNames.ParentId, UInt32Type.Default, false, pool);
        _key = new DictionaryColumn(ColumnNames.Key, true, DictionaryWidth.Index8, false, pool);
        _type = new PrimitiveColumn<byte>(ColumnNames.Type, UInt8Type.Default, false, pool);
        _str = new DictionaryColumn(ColumnNames.Str, true, DictionaryWidth.Index16, true, pool);
        _int = new PrimitiveColumn<long>(ColumnNames.Int, Int64Type.Default, true, pool);
        _double = new PrimitiveColumn<double>(ColumnNames.Double, DoubleType.Default, true, pool);
        _bool = new BoolColumn(ColumnNames.Bool, true, pool);
        _bytes = new BinaryColumn(ColumnNames.Bytes, BinaryType.Default, true, pool);
        _ser = new BinaryColumn(ColumnNames.Ser, BinaryType.Default, true, pool);
        _cbor = new CborWriter(pool);
        ColumnBuilder parent = isWide ? _parent32 : _parent16;
        _table = new SentTable(type, pool, options, parent, _key, _type, _str, _int, _double, _bool, _bytes, _ser);
        Rows = new SentRows(pool);
    }

    /// <summary>What is to be sent.</summary>
    public SentRows Rows { get; }

    /// <summary>Values that OTAP, or a peer, cannot hold as they are.</summary>
    public long LostValues { get; private set; }

    public SentTable Table => _table;

    /// <summary>Fills the columns from <see cref="Rows"/>, which is empty afterwards.</summary>
    public void Fill(OtapBatch batch)
    {
        if (Rows.Count == 0)
        {
            return;
        }

        var source = new AttributeAccessor(batch, _table.Type);
        Order(source);
        Span<int> rows = Rows.Rows;
        Span<uint> parents = Rows.Parents;
        for (int i = 0; i < rows.Length; i++)
        {
            bool isRun = i > 0 && IsRun(source, rows[i], rows[i - 1]);
            bool isRepaired = !isRun && i > 0 && IsHazard(source, rows[i], rows[i - 1]);
            uint cell = isRun || (isRepaired && source.Double[rows[i]] == 0) ? parents[i] - parents[i - 1] : parents[i];
            if (_isWide)
            {
                _parent32.Append(cell);
            }
            else
            {
                _parent16.Append((ushort)cell);
            }

            Append(source, rows[i], i, isRun, isRepaired);
        }

        _table.Table.Rows = rows.Length;
        Rows.Clear();
    }

    public void Dispose()
    {
        _table.Dispose();
        (_isWide ? (ColumnBuilder)_parent16 : _parent32).Dispose();
        _cbor.Dispose();
        Rows.Dispose();
    }

    /// <summary>Both peers agree that the rows are equal.</summary>
    private static bool IsRun(in AttributeAccessor source, int row, int previous)
    {
        byte type = source.Types[row];
        if (type != source.Types[previous] || !source.Keys[row].SequenceEqual(source.Keys[previous]))
        {
            return false;
        }

        return (AnyValueType)type switch
        {
            AnyValueType.Str => source.Str[row].SequenceEqual(source.Str[previous]),
            AnyValueType.Int => source.Int[row] == source.Int[previous],
            AnyValueType.Double => !double.IsNaN(source.Double[row]) && Bits(source.Double[row]) == Bits(source.Double[previous]),
            AnyValueType.Bool => source.Bool[row] == source.Bool[previous],
            AnyValueType.Bytes => source.Bytes[row].SequenceEqual(source.Bytes[previous]),
            _ => false,
        };
    }

    /// <summary>The peers disagree whether the rows are equal.</summary>
    private static bool IsHazard(in AttributeAccessor source, int row, int previous)
    {
        if ((AnyValueType)source.Types[row] != AnyValueType.Double || (AnyValueType)source.Types[previous] != AnyValueType.Double)
        {
            return false;
        }

        double one = source.Double[row], two = source.Double[previous];
        return (double.IsNaN(one) ? Bits(one) == Bits(two) : one == 0 && two == 0 && Bits(one) != Bits(two))
            && source.Keys[row].SequenceEqual(source.Keys[previous]);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    private void Append(in AttributeAccessor source, int row, int target, bool isRun, bool isRepaired)
    {
        Set(_key, target, source.Keys, row, ref _keyIds);
        var type = (AnyValueType)source.Types[row];
        switch (type)
        {
            case AnyValueType.Str:
                Set(_str, target, source.Str, row, ref _strIds);
                break;
            case AnyValueType.Int:
                _int.Set(target, source.Int[row]);
                break;
            case AnyValueType.Double when isRepaired:
                LostValues++;
                double value = source.Double[row];
                _double.Set(target, double.IsNaN(value) ? BitConverter.Int64BitsToDouble(Bits(value) ^ (target & 0xFFFF | 0x10000)) : _lastDouble);
                break;
            case AnyValueType.Double:
                // In a run the value is the one before, also where that had to be changed.
                _lastDouble = isRun ? _lastDouble : source.Double[row];
                _double.Set(target, _lastDouble);
                break;
            case AnyValueType.Bool:
                _bool.Set(target, source.Bool[row]);
                break;
            case AnyValueType.Bytes:
                _bytes.Set(target, source.Bytes[row]);
                break;
            case AnyValueType.Map or AnyValueType.Slice:
                long lost = 0;
                if (SentCbor.TryRewrite(source.Ser[row], _cbor, ref lost))
                {
                    _ser.Set(target, _cbor.Written);
                }
                else
                {
                    lost++;
                    type = AnyValueType.Empty;
                }

                LostValues += lost;
                break;
        }

        _type.Append((byte)type);
    }

    /// <summary>Copies text; what a source dictionary entry became last time is the guess for the next.</summary>
    internal static void Set(DictionaryColumn column, int target, in BinaryAccessor source, int row, ref int[] ids)
    {
        int guess = -1;
        if (!source.IsDictionary)
        {
            column.TrySet(target, source[row], ref guess);
            return;
        }

        int index = source.IndexOf(row);
        if (index >= ids.Length)
        {
            System.Array.Resize(ref ids, Math.Max(index + 1, ids.Length * 2));
        }

        column.TrySet(target, source[row], ref ids[index]);
    }

    /// <summary>
    /// Sorts by type (3 bits), key (16) and value (21). Values that only need to be grouped are hashed; what collides
    /// makes a run shorter and nothing else.
    /// </summary>
    private void Order(in AttributeAccessor source)
    {
        Span<int> rows = Rows.Rows;
        if (_keys.Length < rows.Length)
        {
            _keys = new ulong[Math.Max(rows.Length, 256)];
        }

        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            byte type = source.Types[row];
            uint value = (AnyValueType)type switch
            {
                AnyValueType.Str => Number(source.Str, row),
                AnyValueType.Int => Hash((ulong)source.Int[row]),
                AnyValueType.Double => Hash((ulong)Bits(source.Double[row])),
                AnyValueType.Bool => source.Bool[row] ? 1u : 0,
                AnyValueType.Bytes => HashOf(source.Bytes[row]),
                _ => 0,
            };
            _keys[i] = ((ulong)type << 61) | ((ulong)(Number(source.Keys, row) & 0xFFFF) << 45) | ((ulong)(value & 0x1F_FFFF) << 24);
        }

        Rows.Sort(_keys.AsSpan(0, rows.Length));
        Separate(source);
    }

    /// <summary>Moves a row of another kind between two that the peers would not agree on.</summary>
    private void Separate(in AttributeAccessor source)
    {
        int moves = 0;
        int donor = 0;
        for (int i = 1; i < Rows.Count && moves < MaxMoves; i++)
        {
            if (!IsHazard(source, Rows.Rows[i], Rows.Rows[i - 1]))
            {
                continue;
            }

            int found = FindDonor(source, i, ref donor);
            if (found < 0)
            {
                return;
            }

            Rows.Move(found, found > i ? i : i - 1);
            moves++;
        }
    }

    private int FindDonor(in AttributeAccessor source, int hazard, ref int from)
    {
        for (; from < Rows.Count; from++)
        {
            bool isFar = from < hazard - 1 || from > hazard;
            if (isFar && (AnyValueType)source.Types[Rows.Rows[from]] != AnyValueType.Double)
            {
                return from++;
            }
        }

        return -1;
    }

    private static uint Number(in BinaryAccessor column, int row) =>
        column.IsDictionary ? (uint)column.IndexOf(row) : HashOf(column[row]);

    private static uint Hash(ulong value) => (uint)((value * 0x9E37_79B9_7F4A_7C15) >> 43);

    private static uint HashOf(ReadOnlySpan<byte> value)
    {
        ulong hash = (ulong)value.Length;
        while (value.Length >= sizeof(ulong))
        {
            hash = (hash ^ BitConverter.ToUInt64(value)) * 0x9E37_79B9_7F4A_7C15;
            value = value[sizeof(ulong)..];
        }

        foreach (byte rest in value)
        {
            hash = (hash ^ rest) * 0x9E37_79B9_7F4A_7C15;
        }

        return (uint)(hash >> 43);
    }
}

using System.Runtime.CompilerServices;
using System.Text.Unicode;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Dictionaries;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Builders;

/// <summary>How a dictionary column stores its cells.</summary>
public enum DictionaryWidth : byte
{
    /// <summary>8-bit indexes: at most 255 distinct values.</summary>
    Index8 = 0,

    /// <summary>16-bit indexes: at most 65,535 distinct values.</summary>
    Index16 = 1,

    /// <summary>No dictionary: the values themselves.</summary>
    Native = 2,
}

/// <summary>
/// A column of text or bytes that repeat: indexes into a <see cref="BinaryDictionary"/> that outlives the batch.
/// Widens from 8 to 16 bits when the dictionary outgrows 255 values, and falls back to the plain values when it would
/// outgrow 65,535: cardinality is a change of layout, never an error.
/// </summary>
/// <remarks>
/// After a fallback the next batches start with the plain layout too, and every <see cref="RetryAfterBatches"/> of
/// them a fresh dictionary is tried. A dictionary is started anew before a batch when it is more than half full or
/// above <see cref="MaxDictionaryBytes"/>, so that values nobody sends any more do not stay for ever. One writer.
/// </remarks>
public sealed class DictionaryColumn : ColumnBuilder
{
    /// <summary>Bytes of values above which a dictionary is started anew with the next batch.</summary>
    public const int MaxDictionaryBytes = 1 << 20;

    /// <summary>Batches in the plain layout before a dictionary is tried again.</summary>
    public const int RetryAfterBatches = 16;

    private const int MaxIndex8 = 255, MaxIndex16 = 65_535;

    private static readonly DictionaryType Text8 = new(UInt8Type.Default, StringType.Default, ordered: false);
    private static readonly DictionaryType Text16 = new(UInt16Type.Default, StringType.Default, ordered: false);
    private static readonly DictionaryType Bytes8 = new(UInt8Type.Default, BinaryType.Default, ordered: false);
    private static readonly DictionaryType Bytes16 = new(UInt16Type.Default, BinaryType.Default, ordered: false);

    private readonly NativeBuffer<byte> _index8;
    private readonly NativeBuffer<ushort> _index16;
    private readonly BinaryColumn _native;
    private readonly Validity _validity;
    private readonly SlabPool _pool;
    private readonly bool _isText;
    private readonly DictionaryWidth _narrowest;
    private readonly bool _neverPlain;
    private int _plainBatches;
    private int _count;

    /// <param name="name">Column name.</param>
    /// <param name="isText">Utf8 (validated) or Binary.</param>
    /// <param name="narrowest">Width to start with: OTAP wants 16 bits for attribute values.</param>
    /// <param name="nullable">Flag of the field.</param>
    /// <param name="pool">Memory.</param>
    /// <param name="neverPlain">
    /// For columns of at most 65,535 cells that repeat one received value over many rows (<see cref="TryAppendRepeated"/>):
    /// plain values would multiply what a peer sent, a megabyte in each of 65,535 rows. Instead of falling back, a full
    /// dictionary is started anew with the values that the cells of this batch use.
    /// </param>
    /// <param name="kinds">Says which rows are valid, instead of a bitmap of the column's own.</param>
    /// <param name="kind">The kind of this column's rows.</param>
    public DictionaryColumn(
        string name,
        bool isText,
        DictionaryWidth narrowest,
        bool nullable,
        SlabPool pool,
        bool neverPlain = false,
        RowKinds? kinds = null,
        byte kind = 0)
        : base(name, nullable)
    {
        _isText = isText;
        _narrowest = narrowest;
        _neverPlain = neverPlain;
        _pool = pool;
        _index8 = new NativeBuffer<byte>(pool);
        _index16 = new NativeBuffer<ushort>(pool);
        _native = new BinaryColumn(name, isText ? StringType.Default : BinaryType.Default, nullable, pool, kinds, kind);
        _validity = new Validity(pool, kinds, kind);
        Dictionary = new BinaryDictionary(isText, MaxIndex16, pool);
        Width = narrowest;
    }

    /// <summary>The distinct values, shared by the batches of one generation.</summary>
    public BinaryDictionary Dictionary { get; private set; }

    /// <summary>Layout of the cells now.</summary>
    public DictionaryWidth Width { get; private set; }

    /// <inheritdoc/>
    public override int Count => _count;

    /// <inheritdoc/>
    public override bool HasValues =>
        Width == DictionaryWidth.Native ? _native.HasValues : Count > _validity.NullCount(Count);

    /// <inheritdoc/>
    public override IArrowType SealedType => Width switch
    {
        DictionaryWidth.Index8 => _isText ? Text8 : Bytes8,
        DictionaryWidth.Index16 => _isText ? Text16 : Bytes16,
        _ => _native.SealedType,
    };

    /// <summary>
    /// Puts a value into cell <paramref name="row"/>, padding before it; replaces a value already there.
    /// <paramref name="guess"/> is the id it had last time (or any number): a right guess saves the hash, and the id
    /// it has now is left there. False, and no change, when text is not valid UTF-8.
    /// </summary>
    public bool TrySet(int row, ReadOnlySpan<byte> value, ref int guess)
    {
        if (_count != row)
        {
            Prepare(row);
        }

        if (Width == DictionaryWidth.Native)
        {
            return AppendNative(value);
        }

        int id = guess;
        if (!Dictionary.Matches(id, value))
        {
            id = Dictionary.GetOrAdd(value);
            if (id < 0)
            {
                if (id == BinaryDictionary.Invalid || !_neverPlain)
                {
                    return id != BinaryDictionary.Invalid && FallBack(value);
                }

                if (!TryMakeRoom(value, out id))
                {
                    return false;
                }
            }

            guess = id;
        }

        AppendIndex(id);
        return true;
    }

    /// <summary>The same without a guess.</summary>
    public bool TrySet(int row, ReadOnlySpan<byte> value)
    {
        int guess = -1;
        return TrySet(row, value, ref guess);
    }

    /// <summary>Appends one value <paramref name="times"/> times. False when text is not valid UTF-8.</summary>
    public bool TryAppendRepeated(ReadOnlySpan<byte> value, int times, ref int guess)
    {
        if (times <= 0)
        {
            return true;
        }

        if (!TrySet(Count, value, ref guess))
        {
            return false;
        }

        int more = times - 1;
        _count += more;
        switch (Width)
        {
            case DictionaryWidth.Index8:
                _index8.AppendRepeated(_index8[_index8.Count - 1], more);
                _validity.Valid(more);
                break;
            case DictionaryWidth.Index16:
                _index16.AppendRepeated(_index16[_index16.Count - 1], more);
                _validity.Valid(more);
                break;
            default:
                for (int i = 0; i < more; i++)
                {
                    _native.Append(value);
                }

                break;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void AppendNulls(int times)
    {
        _count += times;
        switch (Width)
        {
            case DictionaryWidth.Index8:
                _validity.Nulls(_index8.Count, times);
                _index8.AppendRepeated(0, times);
                break;
            case DictionaryWidth.Index16:
                _validity.Nulls(_index16.Count, times);
                _index16.AppendRepeated(0, times);
                break;
            default:
                _native.AppendNulls(times);
                break;
        }
    }

    /// <inheritdoc/>
    public override void Truncate(int count)
    {
        if (count >= _count)
        {
            return;
        }

        _count = count;
        switch (Width)
        {
            case DictionaryWidth.Index8:
                _index8.Truncate(count);
                _validity.Truncate(count);
                break;
            case DictionaryWidth.Index16:
                _index16.Truncate(count);
                _validity.Truncate(count);
                break;
            default:
                _native.Truncate(count);
                break;
        }

        if (count == 0 && Dictionary.DataBytes > MaxDictionaryBytes)
        {
            // No cell uses it: the values of a refused request do not stay, charged, until the column is used again.
            Dictionary.Reset();
            Width = Width == DictionaryWidth.Native ? DictionaryWidth.Native : _narrowest;
        }
    }

    /// <inheritdoc/>
    public override ArrayData Seal(SealContext context, int rows)
    {
        PadTo(rows);
        ArrayData data;
        if (Width == DictionaryWidth.Native)
        {
            data = _native.Seal(context, rows);
        }
        else
        {
            IArrowType type = SealedType;
            int nulls = _validity.NullCount(rows);
            ArrowBuffer validity = _validity.Seal(context);
            ArrowBuffer indexes = Width == DictionaryWidth.Index8 ? context.Move(_index8) : context.Move(_index16);
            data = new ArrayData(type, rows, nulls, 0, [validity, indexes], null, Dictionary.Share(context));
        }

        _count = 0;
        PrepareNextBatch();
        return data;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _index8.Dispose();
        _index16.Dispose();
        _native.Dispose();
        _validity.Dispose();
        Dictionary.Dispose();
        _count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendIndex(int id)
    {
        if (Width == DictionaryWidth.Index8)
        {
            if (id >= MaxIndex8)
            {
                Widen(id);
                return;
            }

            _index8.Append((byte)id);
        }
        else
        {
            _index16.Append((ushort)id);
        }

        _count++;
        _validity.Valid();
    }

    private void Prepare(int row)
    {
        Truncate(row);
        PadTo(row);
    }

    private bool AppendNative(ReadOnlySpan<byte> value)
    {
        if (_isText && !Utf8.IsValid(value))
        {
            return false;
        }

        _native.Append(value);
        _count++;
        return true;
    }

    /// <summary>The 256th value: copies the indexes of this batch to 16 bits and appends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Widen(int id)
    {
        Span<ushort> wide = _index16.AppendSpan(_index8.Count);
        ReadOnlySpan<byte> narrow = _index8.Values;
        for (int i = 0; i < narrow.Length; i++)
        {
            wide[i] = narrow[i];
        }

        _index8.Dispose();
        Width = DictionaryWidth.Index16;
        AppendIndex(id);
    }

    /// <summary>Adds a value that the dictionary did not take, starting it anew if it is full of values not used here.</summary>
    /// <exception cref="InvalidOperationException">More cells than a column that is never plain may have.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMakeRoom(ReadOnlySpan<byte> value, out int id)
    {
        id = Dictionary.AddUnlisted(value);
        if (id == BinaryDictionary.Full)
        {
            KeepUsedValues();
            id = Dictionary.AddUnlisted(value);
        }

        return id switch
        {
            BinaryDictionary.Full => throw new InvalidOperationException($"Column {Name} has more than {MaxIndex16} cells."),
            BinaryDictionary.Invalid => false,
            _ => true,
        };
    }

    /// <summary>Replaces the dictionary by one of the values in the cells of this batch.</summary>
    private void KeepUsedValues()
    {
        var used = new BinaryDictionary(_isText, MaxIndex16, _pool);
        var newIds = new int[Dictionary.Count];
        for (int row = 0; row < _count; row++)
        {
            if (!_validity.IsValid(row))
            {
                continue;
            }

            int old = Width == DictionaryWidth.Index8 ? _index8[row] : _index16[row];
            if (newIds[old] == 0)
            {
                int added = used.GetOrAdd(Dictionary[old]);
                newIds[old] = (added >= 0 ? added : used.AddUnlisted(Dictionary[old])) + 1;
            }

            // Ids are given in the order of first use, so a new id is never above the number of rows before it.
            if (Width == DictionaryWidth.Index8)
            {
                _index8[row] = (byte)(newIds[old] - 1);
            }
            else
            {
                _index16[row] = (ushort)(newIds[old] - 1);
            }
        }

        Dictionary.Dispose();
        Dictionary = used;
    }

    /// <summary>The 65,536th value: writes the cells of this batch out as plain values and appends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FallBack(ReadOnlySpan<byte> value)
    {
        if (_isText && !Utf8.IsValid(value))
        {
            return false;
        }

        // Only a column of 16-bit indexes can hold a full dictionary, unless the batch has no cell yet.
        for (int row = 0; row < _count; row++)
        {
            if (_validity.IsValid(row))
            {
                _native.Append(Dictionary[Width == DictionaryWidth.Index8 ? _index8[row] : _index16[row]]);
            }
            else
            {
                _native.AppendNulls(1);
            }
        }

        _index8.Dispose();
        _index16.Dispose();
        _validity.Dispose();
        Width = DictionaryWidth.Native;
        _plainBatches = 0;
        return AppendNative(value);
    }

    private void PrepareNextBatch()
    {
        if (Width == DictionaryWidth.Native)
        {
            if (++_plainBatches < RetryAfterBatches)
            {
                return;
            }

            Dictionary.Reset();
        }
        else if (Dictionary.Count > MaxIndex16 / 2 || Dictionary.DataBytes > MaxDictionaryBytes)
        {
            Dictionary.Reset();
        }

        Width = Dictionary.Count > MaxIndex8 ? DictionaryWidth.Index16 : _narrowest;
    }
}

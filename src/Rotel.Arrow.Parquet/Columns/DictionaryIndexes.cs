using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Parquet.Encodings;
using Rotel.Arrow.Parquet.Levels;
using Rotel.Arrow.Parquet.Schemas;
using Rotel.Arrow.Parquet.Statistics;

namespace Rotel.Arrow.Parquet.Columns;

/// <summary>
/// The values of the page being filled as numbers in the chunk's dictionary. Arrow dictionary arrays are mapped code
/// by code, not row by row:
/// <list type="number">
/// <item>A table of the source's codes is emptied for each page and each new source dictionary.</item>
/// <item>A row looks its code up: one load. Only the first row of a code goes further.</item>
/// <item>There the number that the code had before is tried by comparing the bytes: a dictionary that batches share,
/// or that only grew, is never hashed again, and one that changed is noticed entry by entry.</item>
/// <item>Otherwise the value is hashed into the chunk's dictionary: entries that no row uses never get there,
/// equal entries fall together.</item>
/// </list>
/// Bounds and bloom hashes come from the same first rows.
/// </summary>
internal sealed class DictionaryIndexes(LeafColumn column, ValueBounds? pageBounds, SlabPool pool) : IDisposable
{
    private readonly NativeBuffer<int> _indexes = new(pool);
    private readonly NativeBuffer<int> _codes = new(pool);
    private readonly NativeBuffer<int> _lastCodes = new(pool);
    private readonly NativeBuffer<int> _seenInPage = new(pool);
    private readonly SlotReader _source = new(column);
    private ArrayData? _sourceData;
    private int _page;

    /// <summary>The chunk's dictionary.</summary>
    public ChunkDictionary Dictionary { get; } = new(column.Type.Width, pool);

    /// <summary>Values of the page.</summary>
    public ReadOnlySpan<int> Indexes => _indexes.Values;

    public long CapacityBytes =>
        _indexes.CapacityBytes + _codes.CapacityBytes + _lastCodes.CapacityBytes + _seenInPage.CapacityBytes
        + Dictionary.CapacityBytes;

    /// <summary>Bits of an index, at least 1: some readers refuse 0.</summary>
    public int Width => Math.Max(1, HybridEncoder.WidthOf(Math.Max(0, Dictionary.Count - 1)));

    /// <summary>Takes rows of a dictionary array.</summary>
    public void AppendCodes(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        ArrayData dictionary = data.Dictionary;
        if (!ReferenceEquals(dictionary, _sourceData))
        {
            _sourceData = dictionary;
            _source.Attach(dictionary);
            ResetCodes(dictionary.Length);
        }

        ReadOnlySpan<byte> codes = data.Buffers[1].Span;
        switch (((DictionaryType)data.DataType).IndexType.TypeId)
        {
            case ArrowTypeId.UInt8:
                Append(codes, start, count, validity);
                break;
            case ArrowTypeId.Int8:
                Append(SpanCast.Cast<sbyte>(codes), start, count, validity);
                break;
            case ArrowTypeId.UInt16:
                Append(SpanCast.Cast<ushort>(codes), start, count, validity);
                break;
            case ArrowTypeId.Int16:
                Append(SpanCast.Cast<short>(codes), start, count, validity);
                break;
            case ArrowTypeId.UInt32:
                Append(SpanCast.Cast<uint>(codes), start, count, validity);
                break;
            case ArrowTypeId.Int32:
                Append(SpanCast.Cast<int>(codes), start, count, validity);
                break;
            case ArrowTypeId.UInt64:
                Append(SpanCast.Cast<ulong>(codes), start, count, validity);
                break;
            default:
                Append(SpanCast.Cast<long>(codes), start, count, validity);
                break;
        }
    }

    /// <summary>Takes rows of an array of values: each is hashed.</summary>
    public void AppendValues(ArrayData data, int start, int count, ReadOnlySpan<byte> validity)
    {
        if (_sourceData is not null)
        {
            ResetCodes(0);
            _sourceData = null;
        }

        if (data.DataType.TypeId is ArrowTypeId.String or ArrowTypeId.Binary && count > 0)
        {
            ReadOnlySpan<int> offsets = SpanCast.Cast<int>(data.Buffers[1].Span).Slice(start, count + 1);
            AppendBytes(offsets, data.Buffers.Length > 2 ? data.Buffers[2].Span : default, start, validity);
            return;
        }

        _source.Attach(data);
        var runs = new ValidRuns(validity, start, count);
        while (runs.Next())
        {
            for (int i = 0; i < runs.Count; i++)
            {
                Append(_source.Read(runs.Start + i));
            }
        }

        _source.Attach(null);
    }

    /// <summary>Starts the next page.</summary>
    public void NextPage()
    {
        _indexes.Clear();
        _page++;
        ResetCodes(_codes.Count);
    }

    /// <summary>Starts the next row group: an empty dictionary, the memory of the last one given back.</summary>
    public void NextChunk()
    {
        _page++;
        _sourceData = null;
        _source.Attach(null);
        Dispose();
    }

    /// <summary>Lets go of the batch: nothing of it is referenced afterwards.</summary>
    public void EndBatch()
    {
        if (_sourceData is not null)
        {
            KeepCodes();
            _sourceData = null;
            _source.Attach(null);
            _codes.Clear();
        }
    }

    public void Dispose()
    {
        _indexes.Dispose();
        _codes.Dispose();
        _lastCodes.Dispose();
        _seenInPage.Dispose();
        Dictionary.Dispose();
    }

    private void AppendBytes(
        ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes, int start, ReadOnlySpan<byte> validity)
    {
        var runs = new ValidRuns(validity, start, offsets.Length - 1);
        while (runs.Next())
        {
            int from = offsets[runs.Start - start];
            ReadOnlySpan<int> ends = offsets.Slice(runs.Start - start + 1, runs.Count);
            Span<int> target = _indexes.AppendSpan(runs.Count);
            for (int i = 0; i < ends.Length; i++)
            {
                int to = ends[i];
                int entry = Dictionary.Intern(bytes[from..to]);
                target[i] = entry;
                ReadOnlySpan<int> seen = _seenInPage.Values;
                if ((uint)entry >= (uint)seen.Length || seen[entry] != _page)
                {
                    Observe(entry);
                }

                from = to;
            }
        }
    }

    private void Append(ReadOnlySpan<byte> value)
    {
        int entry = Dictionary.Intern(value);
        _indexes.Append(entry);
        Observe(entry);
    }

    private void Append<T>(ReadOnlySpan<T> codes, int start, int count, ReadOnlySpan<byte> validity)
        where T : unmanaged, IBinaryInteger<T>
    {
        Span<int> target = _indexes.AppendSpan(count);
        Span<int> map = _codes.Writable;
        ReadOnlySpan<T> rows = codes.Slice(start, count);
        int at = 0;
        if (validity.IsEmpty)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                target[i] = Map(rows[i], map);
            }

            at = rows.Length;
        }
        else
        {
            for (int i = 0; i < count; i += 64)
            {
                ulong word = Bits.Word(validity, start + i, Math.Min(64, count - i));
                for (; word != 0; word &= word - 1)
                {
                    target[at++] = Map(rows[i + BitOperations.TrailingZeroCount(word)], map);
                }
            }
        }

        _indexes.Truncate(_indexes.Count - count + at);
    }

    private int Map<T>(T row, Span<int> map)
        where T : unmanaged, IBinaryInteger<T>
    {
        ulong code = ulong.CreateTruncating(row);
        if (code >= (ulong)map.Length)
        {
            ThrowCode();
        }

        int entry = map[(int)code];
        return entry >= 0 ? entry : Resolve((int)code, map);
    }

    /// <summary>First use of a code in this page.</summary>
    private int Resolve(int code, Span<int> map)
    {
        ReadOnlySpan<byte> value = _source.Read(_sourceData!.Offset + code);
        int entry = code < _lastCodes.Count ? _lastCodes[code] : -1;
        if (entry < 0 || entry >= Dictionary.Count || !Dictionary[entry].SequenceEqual(value))
        {
            entry = Dictionary.Intern(value);
        }

        map[code] = entry;
        Observe(entry);
        return entry;
    }

    private void Observe(int entry)
    {
        while (_seenInPage.Count <= entry)
        {
            _seenInPage.Append(-1);
        }

        if (_seenInPage[entry] != _page)
        {
            _seenInPage[entry] = _page;
            pageBounds?.Offer(Dictionary[entry]);
        }
    }

    private void ResetCodes(int length)
    {
        KeepCodes();
        _codes.Clear();
        _codes.AppendRepeated(-1, length);
    }

    /// <summary>Remembers what the codes stood for, as the first guess next time.</summary>
    private void KeepCodes()
    {
        int more = _codes.Count - _lastCodes.Count;
        _lastCodes.AppendRepeated(-1, Math.Max(0, more));
        for (int code = 0; code < _codes.Count; code++)
        {
            if (_codes[code] >= 0)
            {
                _lastCodes[code] = _codes[code];
            }
        }
    }

    [DoesNotReturn]
    private static void ThrowCode() => throw new ArgumentException("A dictionary code is behind the dictionary.");
}

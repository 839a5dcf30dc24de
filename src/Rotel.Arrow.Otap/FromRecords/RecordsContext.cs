using System.Text;
using System.Text.Unicode;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Cbor;
using Rotel.Arrow.Otap.FromRecords.Columns;

namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>What the decoding of one batch shares: bounds, scratch, repairs and their count.</summary>
internal sealed class RecordsContext(SlabPool pool) : IDisposable
{
    private readonly CborWriter _cbor = new(pool);
    private long _bytesLeft;
    private bool _readsAsRust;

    /// <summary>Arrays of this batch.</summary>
    public ScratchArrays Scratch { get; } = new();

    /// <summary>Nested values that stand as empty ones because they could not be read.</summary>
    public int ReplacedValues { get; set; }

    /// <summary>True when runs of this column are those of the Rust engine, which is known by its metadata.</summary>
    public bool IsRust(in WireColumn parentId) => _readsAsRust || parentId.Encoding is not null;

    /// <summary>Starts a batch.</summary>
    public void Begin(RecordsLimits limits)
    {
        _readsAsRust = limits.ReadsAsRust;
        _bytesLeft = limits.MaxExpandedBytes;
        ReplacedValues = 0;
    }

    /// <summary>Gives the memory of the batch back.</summary>
    public void End()
    {
        Scratch.Return();
        _cbor.Clear();
    }

    /// <summary>Counts the bytes of one cell against the bound of the batch.</summary>
    public ReadOnlySpan<byte> Charge(ReadOnlySpan<byte> value)
    {
        _bytesLeft -= value.Length;
        if (_bytesLeft < 0)
        {
            throw new RecordsException(
                RecordsStatus.Refused, "BatchArrowRecords: dictionaries repeat their values to more bytes than a batch may hold.");
        }

        return value;
    }

    /// <summary>Writes text, unless it is empty; what is not UTF-8 in it is replaced by U+FFFD.</summary>
    public void SetText(DictionaryColumn column, int row, ReadOnlySpan<byte> text, ref int guess)
    {
        if (!text.IsEmpty)
        {
            SetAnyText(column, row, text, ref guess);
        }
    }

    /// <summary>The same, empty text included.</summary>
    public void SetAnyText(DictionaryColumn column, int row, ReadOnlySpan<byte> text, ref int guess)
    {
        Charge(text);
        if (!column.TrySet(row, text, ref guess))
        {
            column.TrySet(row, Repair(text), ref guess);
        }
    }

    /// <summary>Writes an id of the column's width. An empty one and one of zeros stay null: Go writes zeros for none.</summary>
    public static void SetId(FixedBinaryColumn target, int row, ReadOnlySpan<byte> id, int width, in WireColumn source)
    {
        if (id.IsEmpty || !id.ContainsAnyExcept((byte)0))
        {
            return;
        }

        if (id.Length != width)
        {
            throw source.Wrong($"row {row} has {id.Length} bytes, expected {width}");
        }

        target.Set(row, id);
    }

    /// <summary>The text with U+FFFD in place of what is not UTF-8.</summary>
    public static ReadOnlySpan<byte> Repair(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>
    /// Rewrites a received CBOR item in the form that tables hold. Empty, and counted, when it is not an array or map
    /// that can be read. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Nested(ReadOnlySpan<byte> cbor, out bool isMap)
    {
        Charge(cbor);
        if (ReceivedCbor.TryRewrite(cbor, _cbor, out isMap))
        {
            return _cbor.Written;
        }

        ReplacedValues++;
        return default;
    }

    public void Dispose() => _cbor.Dispose();
}

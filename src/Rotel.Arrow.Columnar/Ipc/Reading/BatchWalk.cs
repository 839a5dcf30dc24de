using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// Makes arrays of the field nodes and buffers of one record batch, field by field in depth first, and validates each
/// before it is handed on.
/// </summary>
internal ref struct BatchWalk
{
    private const int NodeBytes = 16;

    private readonly ReadOnlySpan<byte> _nodes;
    private readonly MessageBody _body;
    private readonly DictionaryTable? _dictionaries;
    private readonly ParentChain _parents;
    private readonly SealContext _context;
    private readonly IpcReaderOptions _options;
    private int _node;

    /// <param name="nodes">Field nodes: i64 length, i64 null count each; as many as the schema has.</param>
    /// <param name="body">Buffers.</param>
    /// <param name="dictionaries">
    /// Values of dictionary-encoded fields; null when the arrays are themselves the values of a dictionary: the inner
    /// one may come later, so its indexes are looked at when a batch uses them.
    /// </param>
    /// <param name="parents">Scratch.</param>
    /// <param name="context">Takes the slabs of the dictionaries.</param>
    /// <param name="options">Limits.</param>
    internal BatchWalk(
        ReadOnlySpan<byte> nodes,
        MessageBody body,
        DictionaryTable? dictionaries,
        ParentChain parents,
        SealContext context,
        IpcReaderOptions options)
    {
        _nodes = nodes;
        _body = body;
        _dictionaries = dictionaries;
        _parents = parents;
        _context = context;
        _options = options;
    }

    /// <summary>The next column, which has to have as many cells as the batch has rows.</summary>
    internal ArrayData Column(FieldLayout field, int rows)
    {
        (int length, _) = Peek(field);
        if (length != rows)
        {
            throw new IpcException(IpcErrorCode.Malformed, field.Path, $"has {length} cells in a batch of {rows} rows");
        }

        _parents.Begin(rows);
        return Array(field, rows);
    }

    /// <summary>
    /// The next array, cut to its first <paramref name="cells"/> cells: children of a struct may be longer than it.
    /// </summary>
    private ArrayData Array(FieldLayout field, int cells)
    {
        (int length, long declaredNulls) = Peek(field);
        _node++;
        if (field.Layout == ArrayLayout.Null)
        {
            return new ArrayData(field.Type, cells, cells, 0, System.Array.Empty<ArrowBuffer>());
        }

        ArrowBuffer validity = Validity(field, length, cells, declaredNulls, out int nulls);
        switch (field.Layout)
        {
            case ArrayLayout.Bits:
                return new ArrayData(field.Type, cells, nulls, 0, [validity, Sized(field, (length + 7L) / 8, "bits")]);
            case ArrayLayout.Fixed:
                return new ArrayData(field.Type, cells, nulls, 0, [validity, Sized(field, (long)length * field.Width, "values")]);
            case ArrayLayout.Bytes:
                return Bytes(field, length, cells, validity, nulls);
            case ArrayLayout.List:
                return List(field, length, cells, validity, nulls);
            case ArrayLayout.Dictionary:
                return Encoded(field, length, cells, validity, nulls);
            default:
                return Struct(field, cells, validity, nulls);
        }
    }

    /// <summary>Length and null count of the next field, within their bounds.</summary>
    private readonly (int Length, long Nulls) Peek(FieldLayout field)
    {
        ReadOnlySpan<byte> node = _nodes.Slice(_node * NodeBytes, NodeBytes);
        long length = BinaryPrimitives.ReadInt64LittleEndian(node), nulls = BinaryPrimitives.ReadInt64LittleEndian(node[8..]);
        if (length < 0 || nulls < 0 || nulls > length)
        {
            throw new IpcException(IpcErrorCode.Malformed, field.Path, $"{length} cells, {nulls} of them null");
        }

        return length <= _options.MaxRows
            ? ((int)length, nulls)
            : throw new IpcException(
                IpcErrorCode.LimitExceeded, field.Path, $"{length} cells, at most {_options.MaxRows} are read");
    }

    private ArrowBuffer Validity(FieldLayout field, int length, int cells, long declaredNulls, out int nulls)
    {
        ArrowBuffer validity = _body.Next();
        if (validity.IsEmpty)
        {
            nulls = 0;
            return declaredNulls == 0
                ? validity
                : throw new IpcException(IpcErrorCode.Malformed, field.Path, $"{declaredNulls} nulls without a validity bitmap");
        }

        Require(field, validity, (length + 7L) / 8, "validity");
        int declared = length - BitUtility.CountBits(validity.Span, 0, length);
        if (declared != declaredNulls)
        {
            throw new IpcException(
                IpcErrorCode.InvalidData, field.Path, $"says that {declaredNulls} cells are null, its bitmap that {declared} are");
        }

        nulls = cells == length ? declared : cells - BitUtility.CountBits(validity.Span, 0, cells);
        return nulls == 0 ? ArrowBuffer.Empty : validity;
    }

    private ArrowBuffer Sized(FieldLayout field, long bytes, string what)
    {
        ArrowBuffer buffer = _body.Next();
        Require(field, buffer, bytes, what);
        return buffer;
    }

    private static void Require(FieldLayout field, ArrowBuffer buffer, long bytes, string what)
    {
        if (buffer.Length < bytes)
        {
            throw new IpcException(
                IpcErrorCode.Malformed, field.Path, $"{what} take {buffer.Length} bytes, {bytes} are needed");
        }
    }

    /// <summary>Offsets of <paramref name="length"/> cells; at least one, whatever was sent for none.</summary>
    private ArrowBuffer Offsets(FieldLayout field, int length)
    {
        ArrowBuffer offsets = _body.Next();
        if (length == 0 && offsets.Length < field.Width)
        {
            return ZeroOffsets.Buffer;
        }

        Require(field, offsets, (length + 1L) * field.Width, "offsets");
        return offsets;
    }

    private static void CheckOffsets(FieldLayout field, ArrowBuffer offsets, int length, int limit, string what)
    {
        bool isSound = field.Width == 4
            ? OffsetCheck.AreSound(SpanCast.Cast<int>(offsets.Span)[..(length + 1)], limit)
            : OffsetCheck.AreSound(SpanCast.Cast<long>(offsets.Span)[..(length + 1)], limit);
        if (!isSound)
        {
            throw new IpcException(
                IpcErrorCode.InvalidData, field.Path, $"offsets are negative, fall, or end behind the {limit} {what}");
        }
    }

    private ArrayData Bytes(FieldLayout field, int length, int cells, ArrowBuffer validity, int nulls)
    {
        ArrowBuffer offsets = Offsets(field, length), data = _body.Next();
        CheckOffsets(field, offsets, length, data.Length, "bytes");
        if (field.IsText && _options.ValidateText)
        {
            CheckText(field, cells, validity, offsets, data);
        }

        return new ArrayData(field.Type, cells, nulls, 0, [validity, offsets, data]);
    }

    private readonly void CheckText(FieldLayout field, int cells, ArrowBuffer validity, ArrowBuffer offsets, ArrowBuffer data)
    {
        bool isSound = field.Width == 4
            ? TextCheck.IsAllSound(SpanCast.Cast<int>(offsets.Span)[..(cells + 1)], data.Span)
            : TextCheck.IsAllSound(SpanCast.Cast<long>(offsets.Span)[..(cells + 1)], data.Span);
        if (isSound)
        {
            return;
        }

        byte[] visible = _parents.RentVisible(cells);
        int bad = field.Width == 4
            ? TextCheck.FirstUnsound(SpanCast.Cast<int>(offsets.Span), data.Span, validity.Span, visible.AsSpan(0, cells))
            : TextCheck.FirstUnsound(SpanCast.Cast<long>(offsets.Span), data.Span, validity.Span, visible.AsSpan(0, cells));
        ParentChain.Return(visible);
        if (bad >= 0)
        {
            throw new IpcException(IpcErrorCode.InvalidData, field.Path, $"cell {bad} is not UTF-8");
        }
    }

    private ArrayData List(FieldLayout field, int length, int cells, ArrowBuffer validity, int nulls)
    {
        ArrowBuffer offsets = Offsets(field, length);
        FieldLayout item = field.Children[0];
        (int items, _) = Peek(item);
        CheckOffsets(field, offsets, length, items, "items");
        _parents.PushList(validity.Memory, offsets.Memory, field.Width, items);
        ArrayData child = Array(item, items);
        _parents.Pop();
        return new ArrayData(field.Type, cells, nulls, 0, [validity, offsets], [child]);
    }

    private ArrayData Struct(FieldLayout field, int cells, ArrowBuffer validity, int nulls)
    {
        var children = new ArrayData[Math.Max(1, field.Children.Length)];
        children[0] = field.Children.Length == 0 ? EmptyStructChild.Of(cells) : null!;
        _parents.PushStruct(validity.Memory);
        for (int i = 0; i < field.Children.Length; i++)
        {
            FieldLayout child = field.Children[i];
            (int length, _) = Peek(child);
            if (length < cells)
            {
                throw new IpcException(IpcErrorCode.Malformed, child.Path, $"has {length} cells in a struct of {cells}");
            }

            children[i] = Array(child, cells);
        }

        _parents.Pop();
        return new ArrayData(field.Type, cells, nulls, 0, [validity], children);
    }

    private ArrayData Encoded(FieldLayout field, int length, int cells, ArrowBuffer validity, int nulls)
    {
        ArrowBuffer indexes = Sized(field, (long)length * field.Width, "indexes");
        ArrayData? values = null;
        if (_dictionaries is not null)
        {
            values = _dictionaries.Share(field, _context);
            if (nulls < cells && IndexCheck.GreatestOfAll(field, indexes.Span, cells) >= (ulong)values.Length)
            {
                CheckVisibleIndexes(field, cells, validity, indexes, values.Length);
            }
        }

        return new ArrayData(field.Type, cells, nulls, 0, [validity, indexes], null, values);
    }

    private readonly void CheckVisibleIndexes(
        FieldLayout field, int cells, ArrowBuffer validity, ArrowBuffer indexes, int entries)
    {
        byte[] visible = _parents.RentVisible(cells);
        Int128 greatest = IndexCheck.GreatestVisible(field, indexes.Span, validity.Span, visible.AsSpan(0, cells), cells);
        ParentChain.Return(visible);
        if (greatest < entries)
        {
            return;
        }

        throw new IpcException(
            IpcErrorCode.InvalidData,
            field.Path,
            _dictionaries!.IsDefined(field)
                ? $"dictionary index {greatest} (as an unsigned number) in a dictionary of {entries} entries"
                : "uses a dictionary that was not sent");
    }
}

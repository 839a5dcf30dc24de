using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Schema;
using Rotel.Arrow.Otlp.Wire;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Splitting;

/// <summary>
/// Splits one request. Steps:
/// 1. walk the envelopes; at each, measure its header;
/// 2. at each item, compute the exact size of the current piece with this item in it;
/// 3. over a limit: close all envelopes, give the piece out, begin the next;
/// 4. open the envelopes around the item that are not open in this piece (tag, header), and copy the item;
/// 5. leaving an envelope that was never opened (it holds no item), write it for itself.
/// </summary>
/// <remarks>
/// Repeated headers are bounded by <see cref="MaxRepeatedBytes"/> a request. A request of one huge resource and
/// millions of tiny items would otherwise grow by orders of magnitude; it gets pieces larger than the limits instead.
/// </remarks>
internal ref struct RequestSplitter
{
    /// <summary>Far above what any sender causes: 8,192 items a piece repeat some KiB each 4 MiB.</summary>
    internal const long MaxRepeatedBytes = 64L << 20;

    private const int Levels = 5;

    private readonly ReadOnlySpan<byte> _request;
    private readonly OtlpSplitLimits _limits;
    private readonly List<OtlpPiece> _pieces;
    private readonly SplitLevel[] _levels = new SplitLevel[Levels];
    private readonly ProtoWriter _writer;
    private int _items;
    private bool _hasContent;
    private int _lastPieceBytes;
    private long _repeatedBytes;

    internal RequestSplitter(ReadOnlySpan<byte> request, OtlpSplitLimits limits, SlabPool pool, List<OtlpPiece> pieces)
    {
        _request = request;
        _limits = limits;
        _pieces = pieces;
        _writer = new ProtoWriter(pool);
    }

    /// <summary>False when the request is malformed; pieces already given out stay in the list.</summary>
    internal bool TrySplit(Signal signal)
    {
        try
        {
            MessageSchema request = OtlpSchema.Request(signal);
            if (!TryEnter(0, null, request, 0, _request.Length) || !Open(0) || !Walk(0, request, 0, _request.Length))
            {
                return false;
            }

            GiveOut();
            return !_writer.Overflowed;
        }
        finally
        {
            _writer.Dispose();
        }
    }

    private bool Walk(int level, MessageSchema schema, int start, int end)
    {
        var reader = new ProtoReader(_request[start..end]);
        while (true)
        {
            ReadStatus status = reader.ReadField(out WireField wire);
            if (status != ReadStatus.Field)
            {
                return status == ReadStatus.End;
            }

            FieldSchema? field = schema.Find(wire.Number);
            if (field is null || field.Role == FieldRole.Plain)
            {
                continue;
            }

            if (wire.Type != WireType.LengthDelimited)
            {
                return false;
            }

            bool walked = field.Role == FieldRole.Item
                ? AddItem(level, start + wire.Start, start + wire.End)
                : WalkEnvelope(level + 1, field, start + wire.ValueStart, start + wire.End);
            if (!walked)
            {
                return false;
            }
        }
    }

    private bool WalkEnvelope(int level, FieldSchema field, int start, int end)
    {
        MessageSchema schema = field.Message!;
        if (!TryEnter(level, field, schema, start, end))
        {
            return false;
        }

        bool walked = field.Role == FieldRole.Metric ? WalkMetric(level, start, end) : Walk(level, schema, start, end);
        return walked && Leave(level);
    }

    /// <summary>
    /// The data of a metric may come in several fields, which protobuf merges: their headers are taken together, so
    /// that temporality set in one holds for the points of all.
    /// </summary>
    private bool WalkMetric(int level, int start, int end)
    {
        ReadOnlySpan<byte> metric = _request[start..end];
        var reader = new ProtoReader(metric);
        FieldSchema? data = null;
        while (true)
        {
            ReadStatus status = reader.ReadField(out WireField wire);
            if (status != ReadStatus.Field)
            {
                return status == ReadStatus.End && (data is null || Leave(level + 1));
            }

            FieldSchema? field = OtlpSchema.Metric.Find(wire.Number);
            if (field?.Role != FieldRole.MetricData)
            {
                continue;
            }

            if (wire.Type != WireType.LengthDelimited || (data is null && !TryEnter(level + 1, field, field.Message!, start, end)))
            {
                return false;
            }

            data = field;
            if (!Walk(level + 1, field.Message!, start + wire.ValueStart, start + wire.End))
            {
                return false;
            }
        }
    }

    private readonly bool TryEnter(int level, FieldSchema? field, MessageSchema schema, int start, int end)
    {
        var entered = new SplitLevel { Field = field, Start = start, End = end };
        if (!TryHeader(schema, field?.Role == FieldRole.MetricData, start, end, write: false, out entered.HeaderBytes))
        {
            return false;
        }

        _levels[level] = entered;
        return true;
    }

    /// <summary>Writes an envelope that no item has opened, and closes it if it is open.</summary>
    private bool Leave(int level)
    {
        if (!_levels[level].WasOpened)
        {
            if (_hasContent && SizeWith(level, 0) > _limits.MaxBytes)
            {
                TryCut(level);
            }

            if (!OpenDownTo(level))
            {
                return false;
            }

            _hasContent = true;
        }

        if (_levels[level].IsOpen)
        {
            Close(level);
        }

        return true;
    }

    private bool AddItem(int level, int start, int end)
    {
        int bytes = end - start;
        if (_hasContent && (_items >= _limits.MaxItems || SizeWith(level, bytes) > _limits.MaxBytes))
        {
            TryCut(level);
        }

        if (!OpenDownTo(level))
        {
            return false;
        }

        _levels[level].ContentBytes += bytes;
        _items++;
        _hasContent = true;
        return _writer.TryWriteRaw(_request[start..end]);
    }

    /// <summary>Length of the piece once this many bytes were added at a level.</summary>
    private readonly long SizeWith(int level, long bytes)
    {
        long size = bytes + _levels[level].ContentOrHeaderBytes;
        for (int i = level; i > 0; i--)
        {
            size = Enveloped(_levels[i].Field!, size) + _levels[i - 1].ContentOrHeaderBytes;
        }

        return size;
    }

    private static long Enveloped(FieldSchema field, long contentBytes) =>
        ProtoWriter.VarintSize(ProtoWriter.Tag(field.Number, WireType.LengthDelimited))
        + ProtoWriter.VarintSize((ulong)contentBytes)
        + contentBytes;

    /// <summary>Gives the piece out, unless repeating the open headers would cost more than is left for it.</summary>
    private void TryCut(int level)
    {
        long repeated = 0;
        for (int i = 1; i <= level; i++)
        {
            repeated += _levels[i].WasOpened ? _levels[i].HeaderBytes : 0;
        }

        if (_repeatedBytes + repeated <= MaxRepeatedBytes)
        {
            _repeatedBytes += repeated;
            GiveOut();
        }
    }

    private void GiveOut()
    {
        for (int i = Levels - 1; i > 0; i--)
        {
            if (_levels[i].IsOpen)
            {
                Close(i);
            }
        }

        int length = _writer.Length;
        if (length > 0 && !_writer.Overflowed)
        {
            _pieces.Add(new OtlpPiece(_writer.Detach()!, length, _items));
        }

        // Unknown fields of the request itself belong to no envelope: the first piece has them.
        _items = 0;
        _hasContent = false;
        _lastPieceBytes = length;
        _levels[0].ContentBytes = 0;
    }

    private readonly bool OpenDownTo(int level)
    {
        if (!_hasContent)
        {
            // Pieces of a request resemble one another: the next one then needs no growing.
            _writer.Reserve(_lastPieceBytes);
        }

        for (int i = 1; i <= level; i++)
        {
            if (!_levels[i].IsOpen && !Open(i))
            {
                return false;
            }
        }

        return true;
    }

    private readonly bool Open(int level)
    {
        ref SplitLevel opened = ref _levels[level];
        MessageSchema schema = opened.Field?.Message ?? OtlpSchema.TracesRequest;
        if (opened.Field is { } field)
        {
            opened.Mark = _writer.BeginMessage(field.Number, schema.ExpectedLengthBytes);
        }

        opened.IsOpen = true;
        opened.WasOpened = true;
        opened.ContentBytes = opened.HeaderBytes;
        return TryHeader(
            schema, opened.Field?.Role == FieldRole.MetricData, opened.Start, opened.End, write: true, out _);
    }

    private readonly void Close(int level)
    {
        ref SplitLevel closed = ref _levels[level];
        _writer.EndMessage(closed.Mark);
        closed.IsOpen = false;
        _levels[level - 1].ContentBytes += Enveloped(closed.Field!, closed.ContentBytes);
    }

    /// <summary>Measures or writes the header fields in a range.</summary>
    private readonly bool TryHeader(MessageSchema schema, bool ofMetricData, int start, int end, bool write, out int bytes)
    {
        bytes = 0;
        var reader = new ProtoReader(_request[start..end]);
        while (true)
        {
            ReadStatus status = reader.ReadField(out WireField wire);
            if (status != ReadStatus.Field)
            {
                return status == ReadStatus.End;
            }

            if (ofMetricData)
            {
                // The range is the whole metric: look inside each of its data fields.
                if (OtlpSchema.Metric.Find(wire.Number)?.Role == FieldRole.MetricData)
                {
                    if (!TryHeader(schema, false, start + wire.ValueStart, start + wire.End, write, out int inside))
                    {
                        return false;
                    }

                    bytes += inside;
                }
            }
            else if (schema.Find(wire.Number) is not { Role: not FieldRole.Plain })
            {
                bytes += wire.End - wire.Start;
                if (write && !_writer.TryWriteRaw(_request[(start + wire.Start)..(start + wire.End)]))
                {
                    return false;
                }
            }
        }
    }
}

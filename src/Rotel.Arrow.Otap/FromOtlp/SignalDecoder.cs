using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.Builders;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otap.FromOtlp;

/// <summary>
/// The part of decoding that depends on the signal: one item message (Span, LogRecord, Metric) into the tables.
/// </summary>
internal abstract class SignalDecoder : IDisposable
{
    protected SignalDecoder(SlabPool pool)
    {
        Problem = new DecodeProblem();
        Values = new AnyValueDecoder(pool, Problem);
    }

    /// <summary>The tables being built.</summary>
    public abstract SignalTables Tables { get; }

    /// <summary>What went wrong first.</summary>
    public DecodeProblem Problem { get; }

    /// <summary>Attributes, bodies, CBOR.</summary>
    public AnyValueDecoder Values { get; }

    /// <summary>Spans, log records or data points in the tables.</summary>
    public abstract int ItemCount { get; }

    /// <summary>Items that were dropped inside a message that was kept (invalid data points of a metric).</summary>
    public int RejectedInside { get; protected set; }

    /// <summary>Starts a request.</summary>
    public void Begin()
    {
        Problem.Clear();
        RejectedInside = 0;
    }

    /// <summary>
    /// Decodes one item message and ends its root row when it is Ok. Otherwise the row is only half written and the
    /// caller truncates.
    /// </summary>
    public abstract DecodeStatus DecodeItem(ReadOnlySpan<byte> message);

    /// <summary>Items in a message that could not be decoded: what its rejection is counted as.</summary>
    public virtual int CountItems(ReadOnlySpan<byte> message) => 1;

    public void Dispose()
    {
        Tables.Dispose();
        Values.Dispose();
    }

    /// <summary>A field that the switch did not name: fine when unknown, malformed when its wire type is wrong.</summary>
    protected DecodeStatus CheckUnknown(uint tag, uint known, string where) => Problem.CheckUnknown(tag, known, where);

    /// <summary>Writes an id of the column's width; an empty one stays null.</summary>
    protected DecodeStatus SetId(FixedBinaryColumn column, int row, ReadOnlySpan<byte> id, int width, string where)
    {
        if (id.Length == width)
        {
            column.Set(row, id);
            return DecodeStatus.Ok;
        }

        return id.IsEmpty ? DecodeStatus.Ok : Problem.InvalidId(where, id.Length, width);
    }
}

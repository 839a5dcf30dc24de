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

    /// <summary>A field that the switch did not name: skipped when unknown, malformed when its wire type is wrong.</summary>
    /// <param name="reader">At the value; a copy, so that the caller's stays in registers.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="known">Bit n set: field n is known.</param>
    /// <param name="where">Message name.</param>
    /// <param name="position">Behind the field.</param>
    protected DecodeStatus Skip(ProtoReader reader, uint tag, uint known, string where, out int position)
    {
        position = 0;
        uint number = tag >> 3;
        if (number < 32 && (known >> (int)number & 1) != 0)
        {
            return Problem.WrongWireType(where, tag);
        }

        if (!reader.TrySkip(tag))
        {
            return Problem.Malformed(where);
        }

        position = reader.Position;
        return DecodeStatus.Ok;
    }

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

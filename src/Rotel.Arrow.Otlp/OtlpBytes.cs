using Rotel.Arrow.Memory;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp;

/// <summary>
/// Telemetry of one signal as OTLP protobuf: one or more well-formed Export*ServiceRequest (or *Data) messages whose
/// concatenation is again such a message, because field 1 is repeated (protobuf encoding: "last one wins" does not
/// apply to repeated fields). Batches are therefore merged by listing their pieces, without copying.
/// </summary>
/// <remarks>
/// Owns one reference to the slab of each piece; <see cref="Release"/> gives them back. Immutable once built, and
/// safe to read from several threads while a reference is held.
/// </remarks>
public sealed class OtlpBytes
{
    private readonly List<Piece> _pieces;

    /// <param name="signal">What the messages hold.</param>
    /// <param name="expectedPieces">How many pieces there will be, so that the list need not grow.</param>
    public OtlpBytes(Signal signal, int expectedPieces = 0)
    {
        Signal = signal;
        _pieces = new List<Piece>(expectedPieces);
    }

    /// <summary>What the messages hold.</summary>
    public Signal Signal { get; }

    /// <summary>Spans, log records or data points in all pieces.</summary>
    public int ItemCount { get; private set; }

    /// <summary>Length of the concatenated message in bytes.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Number of pieces.</summary>
    public int PieceCount => _pieces.Count;

    /// <summary>The bytes of one piece: a complete message.</summary>
    public ReadOnlyMemory<byte> this[int index] => _pieces[index].Slab.Memory.Slice(_pieces[index].Start, _pieces[index].Length);

    /// <summary>Spans, log records or data points in one piece.</summary>
    public int PieceItemCount(int index) => _pieces[index].ItemCount;

    /// <summary>Adds a piece of another batch without copying: takes a reference of its own.</summary>
    public void AddShared(OtlpBytes source, int index)
    {
        Piece piece = source._pieces[index];
        Add(piece.Slab.Retain(), piece.Start, piece.Length, piece.ItemCount);
    }

    /// <summary>
    /// Adds a piece and takes over one reference to <paramref name="slab"/>. The bytes must have passed
    /// <c>OtlpValidator</c>.
    /// </summary>
    public void Add(Slab slab, int start, int length, int itemCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, slab.CapacityBytes);
        ItemCount += itemCount;
        LengthBytes += length;
        if (_pieces.Count > 0 && _pieces[^1] is { } last && ReferenceEquals(last.Slab, slab) && last.Start + last.Length == start)
        {
            // Messages that stand behind each other in one slab are one message: one piece, one reference.
            _pieces[^1] = last with { Length = last.Length + length, ItemCount = last.ItemCount + itemCount };
            slab.Release();
            return;
        }

        _pieces.Add(new Piece(slab, start, length, itemCount));
    }

    /// <summary>Gives all references back. Must be called exactly once.</summary>
    public void Release()
    {
        foreach (Piece piece in _pieces)
        {
            piece.Slab.Release();
        }

        _pieces.Clear();
    }

    private readonly record struct Piece(Slab Slab, int Start, int Length, int ItemCount);
}

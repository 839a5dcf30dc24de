using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Otlp.Splitting;

/// <summary>One part of a request: a complete message of the same kind.</summary>
/// <param name="Slab">Holds the bytes from offset 0; one reference, for whoever takes the piece.</param>
/// <param name="LengthBytes">Length of the message.</param>
/// <param name="ItemCount">Spans, log records or data points in it.</param>
public readonly record struct OtlpPiece(Slab Slab, int LengthBytes, int ItemCount);

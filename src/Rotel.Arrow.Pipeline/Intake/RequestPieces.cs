using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>The pieces of a request above the limits, in order. Owns those that were not taken.</summary>
internal sealed class RequestPieces : IDisposable
{
    private readonly List<OtlpPiece> _pieces = [];
    private int _taken;

    private RequestPieces()
    {
    }

    /// <summary>Splits a validated request, which stays the caller's.</summary>
    public static RequestPieces Split(Signal signal, ReadOnlySpan<byte> request, OtlpSplitLimits limits, SlabPool pool)
    {
        var pieces = new RequestPieces();
        OtlpSplitter.Split(signal, request, limits, pool, pieces._pieces);
        return pieces;
    }

    /// <summary>
    /// The next piece that has items, now the caller's; false after the last. One that holds only empty resources
    /// and scopes is left out: it could never be sealed by itself.
    /// </summary>
    public bool TryTake(out OtlpPiece piece)
    {
        while (_taken < _pieces.Count)
        {
            piece = _pieces[_taken++];
            if (piece.ItemCount > 0)
            {
                return true;
            }

            piece.Slab.Release();
        }

        piece = default;
        return false;
    }

    /// <summary>Releases what was not taken.</summary>
    public void Dispose()
    {
        for (; _taken < _pieces.Count; _taken++)
        {
            _pieces[_taken].Slab.Release();
        }
    }
}

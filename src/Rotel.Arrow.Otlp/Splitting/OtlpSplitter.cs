using Rotel.Arrow.Memory;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Otlp.Splitting;

/// <summary>
/// Splits OTLP bytes by walking record boundaries; items are copied, never decoded. Every piece is a complete message
/// that repeats the resource, scope and metric around its items. All items, and all resources, scopes and metrics
/// without items, are in exactly one piece, in their order.
/// </summary>
/// <remarks>
/// The limits give way in two cases: an item that is too large by itself, and a request whose repeated resources would
/// add up to more than 64 MiB. Thread-safe.
/// </remarks>
public static class OtlpSplitter
{
    /// <summary>
    /// Splits one request that passed the validator and appends its pieces to <paramref name="pieces"/>. An empty
    /// request has no piece.
    /// </summary>
    /// <exception cref="InvalidDataException">The request is malformed; no piece was added.</exception>
    public static void Split(
        Signal signal, ReadOnlySpan<byte> request, OtlpSplitLimits limits, SlabPool pool, List<OtlpPiece> pieces)
    {
        limits.Check();
        int before = pieces.Count;
        bool split = false;
        try
        {
            split = new RequestSplitter(request, limits, pool, pieces).TrySplit(signal);
        }
        finally
        {
            if (!split)
            {
                Discard(pieces, before);
            }
        }

        if (!split)
        {
            throw new InvalidDataException("A request that did not pass the validator was given to the splitter.");
        }
    }

    /// <summary>
    /// Splits a batch into batches within the limits. Pieces of the batch that fit as they are, are shared and not
    /// copied; only those above a limit by themselves are cut. The batch stays the caller's; so do the results.
    /// </summary>
    /// <exception cref="InvalidDataException">A piece is malformed; nothing was made.</exception>
    public static List<OtlpBytes> Split(OtlpBytes batch, OtlpSplitLimits limits, SlabPool pool)
    {
        limits.Check();
        var results = new List<OtlpBytes>();
        var cut = new List<OtlpPiece>();
        try
        {
            OtlpBytes? open = null;
            for (int i = 0; i < batch.PieceCount; i++)
            {
                int items = batch.PieceItemCount(i);
                int length = batch[i].Length;
                if (limits.Admits(items, length))
                {
                    OpenFor(results, ref open, batch.Signal, items, length, limits).AddShared(batch, i);
                    continue;
                }

                Split(batch.Signal, batch[i].Span, limits, pool, cut);
                for (int k = 0; k < cut.Count; k++)
                {
                    OtlpPiece piece = cut[k];
                    OtlpBytes target = OpenFor(results, ref open, batch.Signal, piece.ItemCount, piece.LengthBytes, limits);
                    cut[k] = default;
                    target.Add(piece.Slab, 0, piece.LengthBytes, piece.ItemCount);
                }

                cut.Clear();
            }

            return results;
        }
        catch
        {
            Discard(cut, 0);
            results.ForEach(static result => result.Release());
            throw;
        }
    }

    private static OtlpBytes OpenFor(
        List<OtlpBytes> results, ref OtlpBytes? open, Signal signal, int items, int length, OtlpSplitLimits limits)
    {
        if (open is null || !limits.Admits(open.ItemCount + items, open.LengthBytes + length))
        {
            open = new OtlpBytes(signal);
            results.Add(open);
        }

        return open;
    }

    private static void Discard(List<OtlpPiece> pieces, int from)
    {
        for (int i = from; i < pieces.Count; i++)
        {
            pieces[i].Slab?.Release();
        }

        pieces.RemoveRange(from, pieces.Count - from);
    }
}

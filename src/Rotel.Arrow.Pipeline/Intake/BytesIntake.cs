using Rotel.Arrow.Memory;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Pipeline.Delivery;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>Requests stay as they arrived: validated, then listed in the open batch.</summary>
/// <remarks>Validation, repair and splitting run outside the lock, which is held for a few stores only.</remarks>
internal sealed class BytesIntake(FanOut fanOut, BatchOptions limits, TimeSpan retryAfter, Shard[] shards, SlabPool pool)
    : SignalIntake(fanOut, limits, retryAfter, shards)
{
    /// <inheritdoc/>
    public override SubmitResult Submit(Slab body, int length, DeliveryListener? delivery)
    {
        // Null once somebody else has the reference.
        Slab? owned = body;
        try
        {
            OtlpValidation found = OtlpValidator.Validate(Signal, body.GetSpan()[..length]);
            if (found.Validity == OtlpValidity.Malformed)
            {
                return Refuse(found.Message);
            }

            int items = found.ItemCount - found.InvalidItemCount;
            if (items == 0)
            {
                return AcceptEmpty(found.InvalidItemCount, found.Message);
            }

            if (found.Validity == OtlpValidity.HasInvalidItems)
            {
                if (!OtlpFilter.TryFilter(Signal, body.GetSpan()[..length], pool, out OtlpFilterResult filtered))
                {
                    return Refuse(found.Message);
                }

                owned = filtered.Slab!;
                length = filtered.LengthBytes;
                body.Release();
            }

            if (Limits.Enabled && (items > Limits.MaxItems || length > Limits.MaxBytes))
            {
                return SubmitPieces(owned.GetSpan()[..length], items, found, delivery);
            }

            Shard shard = EnterShard();
            try
            {
                if (shard.IsClosed)
                {
                    return Closed;
                }

                shard.MakeRoomFor(items, length);
                ((BytesBatch)shard.Batch).Append(owned, length, items);
                owned = null;
                shard.CountRequest();
                shard.Appended(items, length, delivery);
            }
            finally
            {
                shard.Gate.Exit();
            }

            return Accept(items, found.InvalidItemCount, found.Message);
        }
        catch (OutOfMemoryException)
        {
            return OutOfMemory;
        }
        finally
        {
            owned?.Release();
        }
    }

    /// <summary>A request above the limits: all its pieces go into one shard, so it is accepted whole or not at all.</summary>
    private SubmitResult SubmitPieces(ReadOnlySpan<byte> request, int items, in OtlpValidation found, DeliveryListener? delivery)
    {
        var limits = new OtlpSplitLimits(Limits.MaxItems, Limits.MaxBytes);
        using RequestPieces pieces = RequestPieces.Split(Signal, request, limits, pool);
        Shard shard = EnterShard();
        try
        {
            if (shard.IsClosed)
            {
                return Closed;
            }

            // The first batch may be delivered before the last piece is in: this part keeps the listener waiting.
            delivery?.AddPart();
            shard.CountRequest();
            while (pieces.TryTake(out OtlpPiece piece))
            {
                shard.MakeRoomFor(piece.ItemCount, piece.LengthBytes);
                ((BytesBatch)shard.Batch).Adopt(piece.Slab, piece.LengthBytes, piece.ItemCount);
                shard.Appended(piece.ItemCount, piece.LengthBytes, delivery);
            }
        }
        finally
        {
            shard.Gate.Exit();
        }

        delivery?.CompletePart(Outcome.Ack);
        return Accept(items, found.InvalidItemCount, found.Message);
    }
}

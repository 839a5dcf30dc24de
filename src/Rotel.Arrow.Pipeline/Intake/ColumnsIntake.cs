using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromOtlp;
using Rotel.Arrow.Otlp.Splitting;
using Rotel.Arrow.Otlp.Validation;
using Rotel.Arrow.Pipeline.Delivery;

namespace Rotel.Arrow.Pipeline.Intake;

/// <summary>Requests are decoded into the tables of the open batch; their bodies are free again when submit returns.</summary>
internal sealed class ColumnsIntake(FanOut fanOut, BatchOptions limits, TimeSpan retryAfter, Shard[] shards, SlabPool pool)
    : SignalIntake(fanOut, limits, retryAfter, shards)
{
    /// <summary>Pieces of at most this many items always fit into empty tables, which take 65,535 rows.</summary>
    private const int MaxPieceItems = 32_768;

    /// <inheritdoc/>
    public override SubmitResult Submit(Slab body, int length, DeliveryListener? delivery)
    {
        try
        {
            ReadOnlySpan<byte> request = body.GetSpan()[..length];
            if (length == 0 || (Limits.Enabled && length > Limits.MaxBytes))
            {
                // Nothing to decode, or more than fits: both are judged by the bytes. Items are not counted first: the
                // builder takes a request back that passes the limit, which happens once a batch.
                return SubmitBytes(body, length, delivery);
            }

            AppendResult result;
            Shard shard = EnterShard();
            try
            {
                if (shard.IsClosed)
                {
                    return Closed;
                }

                shard.MakeRoomFor(0, length);
                if (!TryAppend(shard, request, out result))
                {
                    return OutOfMemory;
                }

                if (result.Status == AppendStatus.Appended && result.AcceptedItems > 0)
                {
                    shard.CountRequest();
                    shard.Appended(result.AcceptedItems, length, delivery);
                    return Accept(result.AcceptedItems, result.RejectedItems, result.Message);
                }

                if (result.Status == AppendStatus.Appended && shard.OpenItems == 0)
                {
                    // All items were left out: what is around them must not wait for a batch that may never be.
                    ((ColumnsBatch)shard.Batch).Clear();
                }
            }
            finally
            {
                shard.Gate.Exit();
            }

            return result.Status switch
            {
                AppendStatus.Appended => AcceptEmpty(result.RejectedItems, result.Message),
                AppendStatus.Malformed => Refuse(result.Message),
                _ => SubmitBytes(body, length, delivery),
            };
        }
        catch (OutOfMemoryException)
        {
            return OutOfMemory;
        }
        finally
        {
            body.Release();
        }
    }

    /// <summary>
    /// Appends, after sealing what is open if that is in the way. False when the open batch had to be given up; Full
    /// when the bytes do not even fit into empty tables.
    /// </summary>
    private static bool TryAppend(Shard shard, ReadOnlySpan<byte> request, out AppendResult result)
    {
        try
        {
            var batch = (ColumnsBatch)shard.Batch;
            result = batch.Append(request);
            if (result.Status == AppendStatus.Full && shard.OpenItems > 0)
            {
                shard.Seal(SealReason.Rows);
                result = batch.Append(request);
            }

            return true;
        }
        catch (Exception fault)
        {
            // Nobody knows what the columns hold now: other requests in the batch are lost, this one may come again.
            shard.Abandon(fault);
            result = default;
            return false;
        }
    }

    /// <summary>
    /// A request without items, or one above the limits. It is validated first, so that a defect in a later piece
    /// cannot leave the earlier ones behind, and its pieces go into one shard. The body is borrowed.
    /// </summary>
    private SubmitResult SubmitBytes(Slab body, int length, DeliveryListener? delivery)
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

        Slab? filtered = null;
        ReadOnlySpan<byte> request = body.GetSpan()[..length];
        if (found.Validity == OtlpValidity.HasInvalidItems)
        {
            if (!OtlpFilter.TryFilter(Signal, request, pool, out OtlpFilterResult result))
            {
                return Refuse(found.Message);
            }

            filtered = result.Slab!;
            request = filtered.GetSpan()[..result.LengthBytes];
        }

        try
        {
            OtlpSplitLimits limits = Limits.Enabled
                ? new OtlpSplitLimits(Math.Min(Limits.MaxItems, MaxPieceItems), Limits.MaxBytes)
                : new OtlpSplitLimits(MaxPieceItems, int.MaxValue);
            using RequestPieces pieces = RequestPieces.Split(Signal, request, limits, pool);
            return AppendPieces(pieces, found, delivery);
        }
        finally
        {
            filtered?.Release();
        }
    }

    private SubmitResult AppendPieces(RequestPieces pieces, in OtlpValidation found, DeliveryListener? delivery)
    {
        int accepted = 0;
        int rejected = found.InvalidItemCount;
        string? message = found.Message;
        Shard shard = EnterShard();
        try
        {
            if (shard.IsClosed)
            {
                return Closed;
            }

            delivery?.AddPart();
            while (pieces.TryTake(out OtlpPiece piece))
            {
                shard.MakeRoomFor(piece.ItemCount, piece.LengthBytes);
                if (TryAppend(shard, piece.Slab.GetSpan()[..piece.LengthBytes], out AppendResult result) && result.AcceptedItems > 0)
                {
                    shard.Appended(result.AcceptedItems, piece.LengthBytes, delivery);
                }

                accepted += result.AcceptedItems;
                rejected += piece.ItemCount - result.AcceptedItems;
                message ??= result.Message;
                piece.Slab.Release();
            }

            shard.CountRequest();
        }
        finally
        {
            shard.Gate.Exit();
        }

        if (accepted > 0)
        {
            delivery?.CompletePart(Outcome.Ack);
        }

        return Accept(accepted, rejected, message ?? (rejected > 0 ? "Some items could not be decoded." : null));
    }
}

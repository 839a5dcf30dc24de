namespace Rotel.Arrow.Otap.FromRecords;

/// <summary>What became of a BatchArrowRecords message.</summary>
public enum RecordsStatus : byte
{
    /// <summary>Its items are in the batches.</summary>
    Ok = 0,

    /// <summary>It can never be taken (INVALID_ARGUMENT); the stream goes on.</summary>
    Refused,

    /// <summary>No memory now (UNAVAILABLE); <see cref="RecordsStream.IsBroken"/> says whether the stream goes on.</summary>
    OverBudget,

    /// <summary>It cannot be taken, and schemas or dictionaries of the stream are lost with it: the stream must end.</summary>
    Broken,
}

/// <summary>The answer of <see cref="RecordsStream.Read"/>.</summary>
/// <param name="Status">Taken, refused, or the end of the stream.</param>
/// <param name="HasBatchId">False when the message was not even an envelope: nothing can be answered for it.</param>
/// <param name="BatchId">Field batch_id.</param>
/// <param name="Items">Spans, log records or data points in the batches.</param>
/// <param name="ReplacedValues">Nested values that could not be read and stand as empty ones.</param>
/// <param name="Message">Why, unless Ok.</param>
public readonly record struct RecordsRead(
    RecordsStatus Status, bool HasBatchId, long BatchId, int Items = 0, int ReplacedValues = 0, string? Message = null);

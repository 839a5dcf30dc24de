using Rotel.Arrow.Pipeline;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>Answers one batch when its items were delivered or given up.</summary>
internal sealed class OtapDelivery(long batchId, OtapStatusWriter statuses) : DeliveryListener
{
    /// <inheritdoc/>
    protected override void OnCompleted(in Outcome outcome) => statuses.Add(OtapBatchStatus.Of(batchId, outcome));
}

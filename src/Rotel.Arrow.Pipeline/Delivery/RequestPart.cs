namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>
/// The items of one request that stand in one batch, kept only for requests that somebody waits for: items
/// [<paramref name="FirstItem"/>, <paramref name="FirstItem"/> + <paramref name="ItemCount"/>) in batch order.
/// </summary>
/// <param name="Listener">Who waits; it has counted this part.</param>
/// <param name="FirstItem">First item of the part.</param>
/// <param name="ItemCount">Items of the part.</param>
internal readonly record struct RequestPart(DeliveryListener Listener, int FirstItem, int ItemCount)
{
    /// <summary>
    /// Ends the part. A destination says how many items of a batch it rejected but not which: each part is told as
    /// many as it can have lost, so nobody is told too few.
    /// </summary>
    public void Complete(in Outcome outcome) =>
        Listener.CompletePart(outcome with { RejectedItems = Math.Min(outcome.RejectedItems, ItemCount) });
}

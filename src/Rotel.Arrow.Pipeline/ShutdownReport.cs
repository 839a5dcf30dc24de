using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline;

/// <summary>What the pipeline could and could not deliver before it stopped.</summary>
/// <param name="Destinations">One entry for each exporter and signal it takes.</param>
public sealed record ShutdownReport(IReadOnlyList<DestinationReport> Destinations)
{
    /// <summary>True when the stop itself lost nothing.</summary>
    public bool IsClean => Destinations.All(static destination => destination.UndeliveredItems == 0);
}

/// <summary>The end of one exporter and signal.</summary>
/// <param name="Exporter">Its name.</param>
/// <param name="Signal">The signal.</param>
/// <param name="DeliveredItems">Items delivered since the start.</param>
/// <param name="DroppedItems">Items given up since the start for other causes than the stop.</param>
/// <param name="UndeliveredItems">Items that were still in flight when the shutdown timeout was over: lost.</param>
/// <param name="UndeliveredBatches">The batches they were in.</param>
public sealed record DestinationReport(
    string Exporter, Signal Signal, long DeliveredItems, long DroppedItems, long UndeliveredItems, long UndeliveredBatches);

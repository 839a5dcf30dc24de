using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Gateway;

/// <summary>The last lines of the log: what came in, and what became of it at each destination.</summary>
internal static class StopReport
{
    /// <summary>Writes a line for each signal that was used, and for each destination of it.</summary>
    public static void Write(GatewayLog log, PipelineStatistics statistics, ShutdownReport report)
    {
        foreach (SignalStatistics signal in statistics.Signals)
        {
            if (signal.AcceptedRequests + signal.RefusedRequests + signal.MalformedRequests > 0)
            {
                log.Accepted(
                    signal.AcceptedItems, signal.Signal.ItemName(), signal.AcceptedRequests,
                    signal.RefusedRequests, signal.MalformedRequests, signal.RejectedItems);
            }
        }

        foreach (DestinationReport destination in report.Destinations)
        {
            string items = destination.Signal.ItemName();
            if (destination.UndeliveredItems > 0)
            {
                log.DeliveredInPart(
                    destination.Exporter, destination.DeliveredItems, items, destination.DroppedItems,
                    destination.UndeliveredItems, destination.UndeliveredBatches);
            }
            else if (destination.DeliveredItems + destination.DroppedItems > 0)
            {
                log.Delivered(destination.Exporter, destination.DeliveredItems, items, destination.DroppedItems);
            }
        }
    }
}

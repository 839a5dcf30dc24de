using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline.Delivery;
using Rotel.Arrow.Pipeline.Intake;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Pipeline.Telemetry;

/// <summary>Reads the counts of all parts of the pipeline.</summary>
internal sealed class StatisticsReader(
    SignalIntake[] intakes, Destination[] destinations, RefusalCounters refusals, ByteBudget budget)
{
    /// <summary>Everything, as it is now.</summary>
    public PipelineStatistics Read()
    {
        var signals = new List<SignalStatistics>();
        var flows = new List<FlowStatistics>();
        foreach (SignalIntake intake in intakes)
        {
            IntakeCount count = intake.Count();
            signals.Add(new SignalStatistics(
                intake.Signal, count.Requests, count.Items, intake.RejectedItems, intake.MalformedRequests, Refused(intake.Signal), count.SealedBatches));
            foreach (Destination destination in intake.FanOut.Destinations)
            {
                flows.Add(ReadFlow(destination, intake.Signal, count));
            }
        }

        QueueStatistics[] queues = [.. destinations.Select(ReadQueue)];
        return new PipelineStatistics(signals, flows, queues, budget.UsedBytes, budget.PeakBytes, budget.LimitBytes);
    }

    /// <summary>What was left when delivery ended.</summary>
    public ShutdownReport ReadReport()
    {
        var reports = new List<DestinationReport>();
        foreach (Destination destination in destinations)
        {
            DestinationCounters counters = destination.Counters;
            for (Signal signal = 0; (int)signal < SignalNames.Count; signal++)
            {
                if (!destination.Signals.Contains(signal))
                {
                    continue;
                }

                long dropped = 0;
                for (NackCause cause = 0; (int)cause < NackCauseNames.Count; cause++)
                {
                    dropped += cause == NackCause.ShuttingDown ? 0 : counters.DroppedItems(signal, cause);
                }

                // What an exporter still holds although it was cancelled is as lost as what was dropped.
                reports.Add(new DestinationReport(
                    destination.Name,
                    signal,
                    counters.DeliveredItems(signal),
                    dropped,
                    counters.DroppedItems(signal, NackCause.ShuttingDown) + counters.InFlightItems(signal),
                    counters.DroppedBatches(signal, NackCause.ShuttingDown) + counters.InFlightBatches(signal)));
            }
        }

        return new ShutdownReport(reports);
    }

    private static FlowStatistics ReadFlow(Destination destination, Signal signal, in IntakeCount count)
    {
        var dropped = new Dictionary<NackCause, long>();
        for (NackCause cause = 0; (int)cause < NackCauseNames.Count; cause++)
        {
            long items = destination.Counters.DroppedItems(signal, cause);
            if (items > 0)
            {
                dropped[cause] = items;
            }
        }

        long inFlight = count.OpenItems + destination.Counters.InFlightItems(signal);
        return new FlowStatistics(
            destination.Name, signal, count.Items, destination.Counters.DeliveredItems(signal), dropped, inFlight);
    }

    private static QueueStatistics ReadQueue(Destination destination)
    {
        long retries = 0;
        for (NackCause cause = 0; (int)cause < NackCauseNames.Count; cause++)
        {
            retries += destination.Counters.Retries(cause);
        }

        DestinationQueue queue = destination.Queue;
        return new QueueStatistics(
            destination.Name, queue.WaitingBatches, queue.ActiveBatches, queue.Capacity, queue.Bytes, retries);
    }

    private long Refused(Signal signal)
    {
        long requests = 0;
        for (int reason = 0; reason < RefusalCounters.ReasonCount; reason++)
        {
            requests += refusals.Requests(signal, (RefusalReason)reason);
        }

        return requests;
    }
}

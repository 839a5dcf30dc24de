using Rotel.Arrow.Pdata;
using Rotel.Arrow.Pipeline.Telemetry;

namespace Rotel.Arrow.Pipeline.Delivery;

/// <summary>Brings one batch to one destination: attempts, waits, and the end of patience.</summary>
/// <remarks>
/// <code>
/// 1. convert to the form the exporter prefers          failure: permanent nack
/// 2. attempt, within the request timeout               ack or permanent nack: done
/// 3. retryable: too long since the first failure?      retries exhausted
/// 4. sleep, until the time is over or somebody wakes   flush, stop
/// 5. given up?                                         shutting down; else again from 2
/// </code>
/// Parts of a batch that the destination took in any attempt count as delivered, however the rest ends.
/// The clock of step 3 starts at the first failure, so a batch that waited long in the queue still gets its retries.
/// </remarks>
internal sealed class RetryLoop(
    IExporter exporter,
    RetryPolicy policy,
    TimeSpan requestTimeout,
    DeliveryLifetime lifetime,
    DestinationCounters counters,
    DestinationLog log,
    TimeProvider time,
    Random chance)
{
    /// <summary>A timeout for the attempts of one worker.</summary>
    public AttemptTimeout CreateTimeout() => new(requestTimeout, time, lifetime.GiveUpToken);

    /// <summary>Runs until the batch is delivered or given up. The batch is borrowed. Does not throw.</summary>
    public async ValueTask<Outcome> DeliverAsync(PdataBatch batch, AttemptTimeout timeout)
    {
        int failures = 0;
        int drainFailures = 0;
        long firstFailure = 0;
        long deliveredItems = 0;
        Outcome outcome = default;
        while (!lifetime.IsGivenUp)
        {
            outcome = failures == 0 ? Convert(batch) : Outcome.Ack; // 1
            if (outcome.Kind == OutcomeKind.Ack)
            {
                outcome = await AttemptAsync(batch, timeout).ConfigureAwait(false); // 2
            }

            if (outcome.Kind == OutcomeKind.Ack)
            {
                return outcome;
            }

            deliveredItems = Math.Max(deliveredItems, outcome.DeliveredItems);
            outcome = outcome with { DeliveredItems = deliveredItems };
            if (outcome.Kind == OutcomeKind.PermanentNack)
            {
                return outcome;
            }

            if (failures++ == 0) // 3
            {
                firstFailure = time.GetTimestamp();
            }

            CancellationToken wake = lifetime.WakeToken;
            TimeSpan wait = lifetime.IsDraining
                ? policy.DrainDelay(++drainFailures, outcome.RetryAfter, lifetime.TimeLeft, chance.NextDouble())
                : policy.Delay(failures, outcome.RetryAfter, chance.NextDouble());
            TimeSpan elapsed = time.GetElapsedTime(firstFailure);
            if (!policy.Allows(elapsed, wait))
            {
                return outcome with { Cause = NackCause.RetriesExhausted, Message = Exhausted(failures, elapsed, outcome) };
            }

            if (!lifetime.IsGivenUp)
            {
                counters.Retried(outcome.Cause);
                log.Retrying(batch, outcome, failures, wait);
                await Task.Delay(wait, time, wake).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // 4
            }
        }

        return Outcome.Retryable(NackCause.ShuttingDown, failures == 0 // 5
            ? "The process stopped before the batch could be sent."
            : $"The process stopped after {failures} failed attempt(s). The last one: {outcome.Message}") with
        {
            DeliveredItems = deliveredItems,
        };
    }

    private Outcome Convert(PdataBatch batch)
    {
        try
        {
            switch (exporter.PreferredForm)
            {
                case PdataForm.OtlpBytes:
                    batch.AsOtlp();
                    break;
                case PdataForm.OtapTables:
                    batch.AsOtap();
                    break;
            }

            return Outcome.Ack;
        }
        catch (Exception fault)
        {
            log.ConversionFault(batch, fault);
            return Outcome.Permanent(NackCause.PipelineFault, $"The batch could not be converted: {fault.Message}");
        }
    }

    private async ValueTask<Outcome> AttemptAsync(PdataBatch batch, AttemptTimeout timeout)
    {
        CancellationToken cancellation = timeout.Begin();
        try
        {
            Outcome outcome = await exporter.ExportAsync(batch, cancellation).ConfigureAwait(false);
            return Normalize(outcome, batch.ItemCount);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return lifetime.IsGivenUp
                ? Outcome.Retryable(NackCause.ShuttingDown, "The attempt was cancelled because the process stops.")
                : Outcome.Retryable(NackCause.DestinationTimeout, $"No answer within {requestTimeout.TotalSeconds:0.###} s.");
        }
        catch (Exception fault)
        {
            log.ExporterFault(batch, fault);
            return Outcome.Retryable(NackCause.ExporterFault, $"{fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            timeout.End();
        }
    }

    /// <summary>What comes from the network or a careless exporter, in the range that counters and tables have.</summary>
    private static Outcome Normalize(in Outcome outcome, int items)
    {
        if (outcome.Kind == OutcomeKind.Ack)
        {
            return outcome.RejectedItems == 0 ? outcome : outcome with { RejectedItems = Math.Clamp(outcome.RejectedItems, 0, items) };
        }

        return outcome with
        {
            Cause = outcome.Cause is > NackCause.None and < (NackCause)NackCauseNames.Count ? outcome.Cause : NackCause.ExporterFault,
            DeliveredItems = Math.Clamp(outcome.DeliveredItems, 0, items),
        };
    }

    private static string Exhausted(int failures, TimeSpan elapsed, in Outcome last) =>
        $"Given up after {failures} attempt(s) in {elapsed.TotalSeconds:0.#} s. The last one: {last.Cause.Name()}: {last.Message}";
}

using System.Diagnostics.Metrics;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Counts requests once each, in plain counters that instruments observe: without a listener nothing else happens.
/// <code>
/// rotel_arrow_otlp_receiver_requests        {request}  transport, signal, status
/// rotel_arrow_otlp_receiver_accepted_items  {item}     transport, signal
/// rotel_arrow_otlp_receiver_rejected_items  {item}     transport, signal
/// rotel_arrow_otlp_receiver_bytes           By         transport, signal
/// </code>
/// </summary>
/// <remarks>Thread-safe. Labels come from closed sets, never from a peer.</remarks>
internal sealed class OtlpReceiverMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    internal const string MeterName = "Rotel.Arrow.Receivers.Otlp";

    private static readonly string[] s_statusNames =
    [
        "accepted", "malformed", "too_large", "unknown_encoding", "bad_framing", "overloaded", "stopping",
        "not_delivered", "refused", "delivery_failed", "deadline_exceeded", "fault", "aborted", "bad_http",
    ];

    private readonly Counters[] _counters = new Counters[OtlpTransportNames.Count * SignalNames.Count];

    internal OtlpReceiverMetrics()
    {
        for (int i = 0; i < _counters.Length; i++)
        {
            _counters[i] = new Counters((OtlpTransport)(i / SignalNames.Count), (Signal)(i % SignalNames.Count));
        }

        Meter.CreateObservableCounter("rotel_arrow_otlp_receiver_requests", ObserveRequests, "{request}", "Export requests by what became of them");
        Meter.CreateObservableCounter(
            "rotel_arrow_otlp_receiver_accepted_items", () => Observe(static c => c.AcceptedItems), "{item}", "Spans, log records and data points accepted");
        Meter.CreateObservableCounter(
            "rotel_arrow_otlp_receiver_rejected_items", () => Observe(static c => c.RejectedItems), "{item}", "Items left out of accepted requests");
        Meter.CreateObservableCounter(
            "rotel_arrow_otlp_receiver_bytes", () => Observe(static c => c.ReceivedBytes), "By", "Bytes of request bodies as sent");
    }

    internal Meter Meter { get; } = new(MeterName);

    /// <summary>Counts one request.</summary>
    internal void Count(OtlpTransport transport, Signal signal, in ExportReply reply)
    {
        Counters counters = _counters[((int)transport * SignalNames.Count) + (int)signal];
        Interlocked.Increment(ref counters.Requests[(int)reply.Status]);
        Add(ref counters.AcceptedItems, reply.AcceptedItems);
        Add(ref counters.RejectedItems, reply.RejectedItems);
        Add(ref counters.ReceivedBytes, reply.WireBytes);
    }

    /// <summary>A copy of the counters.</summary>
    internal IReadOnlyList<OtlpReceiverStatistics> Read()
    {
        var all = new List<OtlpReceiverStatistics>(_counters.Length);
        foreach (Counters counters in _counters)
        {
            long accepted = Volatile.Read(ref counters.Requests[(int)ExportStatus.Accepted]);
            long total = 0;
            foreach (ref long count in counters.Requests.AsSpan())
            {
                total += Volatile.Read(ref count);
            }

            all.Add(new OtlpReceiverStatistics(
                counters.Transport,
                counters.Signal,
                accepted,
                total - accepted,
                Volatile.Read(ref counters.AcceptedItems),
                Volatile.Read(ref counters.RejectedItems),
                Volatile.Read(ref counters.ReceivedBytes)));
        }

        return all;
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private static void Add(ref long counter, long amount)
    {
        if (amount != 0)
        {
            Interlocked.Add(ref counter, amount);
        }
    }

    private IEnumerable<Measurement<long>> Observe(Func<Counters, long> value)
    {
        foreach (Counters counters in _counters)
        {
            yield return new Measurement<long>(value(counters), counters.Labels);
        }
    }

    private IEnumerable<Measurement<long>> ObserveRequests()
    {
        foreach (Counters counters in _counters)
        {
            for (int status = 0; status < s_statusNames.Length; status++)
            {
                long count = Volatile.Read(ref counters.Requests[status]);
                if (count != 0)
                {
                    yield return new Measurement<long>(
                        count, [.. counters.Labels, new KeyValuePair<string, object?>("status", s_statusNames[status])]);
                }
            }
        }
    }

    private sealed class Counters(OtlpTransport transport, Signal signal)
    {
        internal long AcceptedItems;
        internal long RejectedItems;
        internal long ReceivedBytes;

        internal OtlpTransport Transport => transport;

        internal Signal Signal => signal;

        /// <summary>By <see cref="ExportStatus"/>.</summary>
        internal long[] Requests { get; } = new long[s_statusNames.Length];

        internal KeyValuePair<string, object?>[] Labels { get; } =
            [new("transport", transport.Name()), new("signal", signal.Name())];
    }
}

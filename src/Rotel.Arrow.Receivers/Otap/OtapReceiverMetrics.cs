using System.Diagnostics.Metrics;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// Plain counters that instruments observe.
/// <code>
/// rotel_arrow_otap_receiver_batches          {batch}   signal, status (ok, unavailable, invalid_argument): answered
/// rotel_arrow_otap_receiver_accepted_items   {item}    signal
/// rotel_arrow_otap_receiver_replaced_values  {value}   signal: nested values that could not be read
/// rotel_arrow_otap_receiver_bytes            By        signal: messages as sent
/// rotel_arrow_otap_receiver_streams          {stream}  signal: open now
/// rotel_arrow_otap_receiver_broken_streams   {stream}  signal: ended because of what the peer sent
/// </code>
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OtapReceiverMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    internal const string MeterName = "Rotel.Arrow.Receivers.Otap";

    private readonly Counters[] _counters = new Counters[SignalNames.Count];

    internal OtapReceiverMetrics()
    {
        for (int i = 0; i < _counters.Length; i++)
        {
            _counters[i] = new Counters((Signal)i);
        }

        Meter.CreateObservableCounter("rotel_arrow_otap_receiver_batches", ObserveBatches, "{batch}", "Batches by their answer");
        Counter("rotel_arrow_otap_receiver_accepted_items", "{item}", "Spans, log records and data points accepted", static c => Volatile.Read(ref c.Items));
        Counter("rotel_arrow_otap_receiver_replaced_values", "{value}", "Nested values that stand as empty ones", static c => Volatile.Read(ref c.Replaced));
        Counter("rotel_arrow_otap_receiver_bytes", "By", "Bytes of messages as sent", static c => Volatile.Read(ref c.Bytes));
        Counter("rotel_arrow_otap_receiver_broken_streams", "{stream}", "Streams ended because of what the peer sent", static c => Volatile.Read(ref c.Broken));
        Meter.CreateObservableUpDownCounter(
            "rotel_arrow_otap_receiver_streams", () => Observe(static c => Volatile.Read(ref c.Streams)), "{stream}", "Open streams");
    }

    internal Meter Meter { get; } = new(MeterName);

    /// <summary>The counters of a signal.</summary>
    internal Counters Of(Signal signal) => _counters[(int)signal];

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    private void Counter(string name, string unit, string description, Func<Counters, long> value) =>
        Meter.CreateObservableCounter(name, () => Observe(value), unit, description);

    private IEnumerable<Measurement<long>> Observe(Func<Counters, long> value)
    {
        foreach (Counters counters in _counters)
        {
            yield return new Measurement<long>(value(counters), counters.Label);
        }
    }

    private IEnumerable<Measurement<long>> ObserveBatches()
    {
        foreach (Counters counters in _counters)
        {
            yield return new Measurement<long>(Volatile.Read(ref counters.Ok), counters.Label, new("status", "ok"));
            yield return new Measurement<long>(Volatile.Read(ref counters.Unavailable), counters.Label, new("status", "unavailable"));
            yield return new Measurement<long>(Volatile.Read(ref counters.Invalid), counters.Label, new("status", "invalid_argument"));
        }
    }

    /// <summary>Counters of one signal.</summary>
    internal sealed class Counters(Signal signal)
    {
        internal long Ok, Unavailable, Invalid, Items, Replaced, Bytes, Streams, Broken;

        internal KeyValuePair<string, object?> Label { get; } = new("signal", signal.Name());

        /// <summary>Counts an answer.</summary>
        internal void Answered(GrpcStatusCode code)
        {
            switch (code)
            {
                case GrpcStatusCode.Ok:
                    Interlocked.Increment(ref Ok);
                    break;
                case GrpcStatusCode.Unavailable:
                    Interlocked.Increment(ref Unavailable);
                    break;
                default:
                    Interlocked.Increment(ref Invalid);
                    break;
            }
        }
    }
}

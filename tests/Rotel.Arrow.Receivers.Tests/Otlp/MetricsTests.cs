using System.Diagnostics.Metrics;
using Google.Protobuf;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>What a listener of the meter sees.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Requests_are_counted_once_by_transport_signal_and_status()
    {
        var request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces();
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { GrpcMaxMessageBytes = 1 << 20 });
        await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(request.ToByteArray()));
        await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(new byte[(1 << 20) + 1]));
        using HttpResponseMessage malformed = await HttpCalls.PostAsync(receiver, [0xFF]);

        Dictionary<string, long> seen = Observe(receiver);

        Assert.Equal(1, seen["rotel_arrow_otlp_receiver_requests grpc traces accepted"]);
        Assert.Equal(1, seen["rotel_arrow_otlp_receiver_requests grpc traces too_large"]);
        Assert.Equal(1, seen["rotel_arrow_otlp_receiver_requests http traces malformed"]);
        Assert.Equal(OtlpItems.Count(request), seen["rotel_arrow_otlp_receiver_accepted_items grpc traces"]);
        Assert.Equal(request.CalculateSize(), seen["rotel_arrow_otlp_receiver_bytes grpc traces"]);
        Assert.Equal(1, seen["rotel_arrow_otlp_receiver_bytes http traces"]);
    }

    private static Dictionary<string, long> Observe(RunningReceiver receiver)
    {
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // Other tests have meters of this name at the same time.
            if (instrument.Meter == receiver.Receiver.Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            seen.Add($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => tag.Value))}", value));
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}

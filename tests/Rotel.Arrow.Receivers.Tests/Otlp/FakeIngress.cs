using System.Collections.Concurrent;
using Google.Protobuf;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>A request as it came out at the other end of the receiver.</summary>
internal sealed record SubmittedRequest(Signal Signal, byte[] Bytes, int Items);

/// <summary>
/// The pipeline in memory: keeps what is submitted, judged by Google.Protobuf, and answers as the test wants.
/// </summary>
internal sealed class FakeIngress(SlabPool pool) : IIngress
{
    private readonly ConcurrentQueue<SubmittedRequest> _requests = new();
    private readonly ConcurrentQueue<DeliveryListener> _undelivered = new();
    private readonly SemaphoreSlim _waiting = new(0);

    /// <summary>Signals an exporter takes.</summary>
    public HashSet<Signal> Signals { get; init; } = [Signal.Traces, Signal.Logs, Signal.Metrics];

    /// <summary>When set, admission is refused with it.</summary>
    public Admission? Refusal { get; set; }

    /// <summary>When set, called instead of accepting; the slab is released either way.</summary>
    public Func<SubmittedRequest, SubmitResult>? OnSubmit { get; set; }

    public bool WaitsForDelivery { get; set; }

    /// <summary>What was accepted, in order.</summary>
    public IReadOnlyList<SubmittedRequest> Requests => [.. _requests];

    public bool Accepts(Signal signal) => Signals.Contains(signal);

    public Admission TryAdmit(Signal signal, int bytes)
    {
        if (Refusal is { } refusal)
        {
            return refusal;
        }

        return pool.TryRent(bytes) is { } slab ? new Admission(slab) : new Admission(null, TimeSpan.FromSeconds(2), "the byte budget is full");
    }

    public SubmitResult Submit(Signal signal, Slab body, int length, DeliveryListener? delivery)
    {
        byte[] bytes = body.GetSpan()[..length].ToArray();
        body.Release();
        SubmittedRequest request;
        try
        {
            request = new SubmittedRequest(signal, bytes, OtlpItems.Count(Parse(signal, bytes)));
        }
        catch (InvalidProtocolBufferException error)
        {
            return new SubmitResult(SubmitStatus.Malformed, Message: "not an export request: " + error.Message);
        }

        SubmitResult result = OnSubmit?.Invoke(request) ?? new SubmitResult(SubmitStatus.Accepted, request.Items);
        if (result.Status == SubmitStatus.Accepted)
        {
            _requests.Enqueue(request);
            if (delivery is not null && result.AcceptedItems > 0)
            {
                delivery.AddPart();
                _undelivered.Enqueue(delivery);
                _waiting.Release();
            }
        }

        return result;
    }

    /// <summary>Waits for the next request that awaits delivery and tells it how that ended.</summary>
    public async Task DeliverNextAsync(Outcome outcome)
    {
        await _waiting.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(_undelivered.TryDequeue(out DeliveryListener? listener));
        listener.CompletePart(outcome);
    }

    /// <summary>A request with generated classes.</summary>
    public static IMessage Parse(Signal signal, byte[] bytes) => signal switch
    {
        Signal.Traces => ExportTraceServiceRequest.Parser.ParseFrom(bytes),
        Signal.Logs => ExportLogsServiceRequest.Parser.ParseFrom(bytes),
        _ => ExportMetricsServiceRequest.Parser.ParseFrom(bytes),
    };
}

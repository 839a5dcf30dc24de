using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>The answer waits for delivery when the pipeline asks for it, and says how delivery ended.</summary>
public sealed class DeliveryTests
{
    private static readonly ExportTraceServiceRequest s_request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces();

    [Fact]
    public async Task Success_is_told_only_after_delivery()
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        Task<string> call = GrpcCalls.ExportAsync(channel, Signal.Traces, s_request);
        Task delivery = receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        await delivery;

        Assert.Equal("{ }", await call);
    }

    [Theory]
    [InlineData(NackCause.DestinationRejected, StatusCode.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData(NackCause.TooLarge, StatusCode.InvalidArgument, HttpStatusCode.BadRequest)]
    [InlineData(NackCause.DestinationFailed, StatusCode.Internal, HttpStatusCode.InternalServerError)]
    [InlineData(NackCause.DestinationUnauthorized, StatusCode.Internal, HttpStatusCode.InternalServerError)]
    public async Task A_permanent_nack_names_the_side_at_fault(NackCause cause, StatusCode grpc, HttpStatusCode http)
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        Task<string> call = GrpcCalls.ExportAsync(channel, Signal.Traces, s_request);
        await receiver.Ingress.DeliverNextAsync(Outcome.Permanent(cause, "no, never"));
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(grpc, error.StatusCode);
        Assert.Equal("no, never", error.Status.Detail);
        Assert.Null(GrpcCalls.Details(error));

        Task<HttpResponseMessage> post = HttpCalls.PostAsync(receiver, s_request.ToByteArray());
        await receiver.Ingress.DeliverNextAsync(Outcome.Permanent(cause, "no, never"));
        using HttpResponseMessage response = await post;
        Assert.Equal(http, response.StatusCode);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_retryable_nack_passes_on_the_wait_of_the_destination()
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        Outcome busy = Outcome.Retryable(NackCause.DestinationThrottled, "busy", TimeSpan.FromSeconds(9));
        Task<string> call = GrpcCalls.ExportAsync(channel, Signal.Traces, s_request);
        await receiver.Ingress.DeliverNextAsync(busy);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal(9, RetryInfo.Parser.ParseFrom(GrpcCalls.Details(error)!.Details.Single().Value).RetryDelay.Seconds);

        Task<HttpResponseMessage> post = HttpCalls.PostAsync(receiver, s_request.ToByteArray());
        await receiver.Ingress.DeliverNextAsync(busy);
        using HttpResponseMessage response = await post;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(9), response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Items_that_the_door_and_the_destination_rejected_add_up()
    {
        await using RunningReceiver receiver = await StartAsync();
        receiver.Ingress.OnSubmit = static request => new SubmitResult(SubmitStatus.Accepted, request.Items - 2, 2, "2 bad ids");
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        Task<ExportTraceServiceResponse> call = new TraceService.TraceServiceClient(channel).ExportAsync(s_request).ResponseAsync;
        await receiver.Ingress.DeliverNextAsync(new Outcome(OutcomeKind.Ack, RejectedItems: 5));

        Assert.Equal(7, (await call).PartialSuccess.RejectedSpans);
    }

    [Fact]
    public async Task A_request_of_which_nothing_was_accepted_does_not_wait()
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        Assert.Equal("{ }", await GrpcCalls.ExportAsync(channel, Signal.Traces, new ExportTraceServiceRequest()));
    }

    [Fact]
    public async Task The_clients_deadline_ends_the_wait_and_a_late_outcome_harms_nothing()
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        var soon = new CallOptions(deadline: DateTime.UtcNow.AddMilliseconds(300));

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => GrpcCalls.ExportAsync(channel, Signal.Traces, s_request, soon));
        Assert.Equal(StatusCode.DeadlineExceeded, error.StatusCode);

        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        Assert.Single(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task Stopping_waits_for_requests_that_wait_for_delivery()
    {
        await using RunningReceiver receiver = await StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        Task<string> call = GrpcCalls.ExportAsync(channel, Signal.Traces, s_request);
        await HttpCalls.UntilAsync(() => receiver.Ingress.Requests.Count == 1);

        receiver.Receiver.StopAdmission();
        Task stop = receiver.StopAsync();
        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);

        Assert.Equal("{ }", await call);
        await stop;
    }

    private static Task<RunningReceiver> StartAsync() =>
        RunningReceiver.StartAsync(ingress: static pool => new FakeIngress(pool) { WaitsForDelivery = true });
}

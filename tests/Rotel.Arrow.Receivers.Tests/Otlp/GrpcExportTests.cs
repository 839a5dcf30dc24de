using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Proto.Collector.Profiles.V1Development;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Rpc;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>OTLP/gRPC as Grpc.Net.Client with generated stubs sees it.</summary>
public sealed class GrpcExportTests
{
    public static TheoryData<Signal> Signals => [Signal.Traces, Signal.Logs, Signal.Metrics];

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_request_arrives_byte_for_byte_and_full_success_leaves_partial_success_unset(Signal signal)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        IMessage request = new RandomOtlp(1).Request(signal.Name());

        Assert.Equal("{ }", await GrpcCalls.ExportAsync(channel, signal, request));

        SubmittedRequest submitted = Assert.Single(receiver.Ingress.Requests);
        Assert.Equal(signal, submitted.Signal);
        Assert.Equal(request.ToByteArray(), submitted.Bytes);
        OtlpReceiverStatistics counted = Counted(receiver, signal);
        Assert.Equal(1, counted.AcceptedRequests);
        Assert.Equal(OtlpItems.Count(request), counted.AcceptedItems);
        Assert.Equal(submitted.Bytes.Length, counted.ReceivedBytes);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task An_empty_request_is_a_success(Signal signal)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        IMessage empty = FakeIngress.Parse(signal, []);
        Assert.Equal("{ }", await GrpcCalls.ExportAsync(channel, signal, empty));
    }

    [Fact]
    public async Task A_gzip_request_arrives_inflated_and_its_compressed_bytes_are_counted()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        IMessage request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces();
        var gzip = new CallOptions(new Metadata { { "grpc-internal-encoding-request", "gzip" } });

        await GrpcCalls.ExportAsync(channel, Signal.Traces, request, gzip);

        Assert.Equal(request.ToByteArray(), Assert.Single(receiver.Ingress.Requests).Bytes);
        Assert.InRange(Counted(receiver, Signal.Traces).ReceivedBytes, 1, request.CalculateSize() / 2);
    }

    [Fact]
    public async Task Requests_far_larger_than_all_windows_arrive_whole_over_parallel_calls()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        ExportTraceServiceRequest[] requests = [.. Enumerable.Range(0, 6).Select(i => Large(1_500_000 + (i * 1_000_000)))];

        await Task.WhenAll(requests.Select(request => GrpcCalls.ExportAsync(channel, Signal.Traces, request)));

        Assert.Equal(
            requests.Select(request => request.CalculateSize()).Order(),
            receiver.Ingress.Requests.Select(request => request.Bytes.Length).Order());
    }

    [Fact]
    public async Task Rejected_items_come_back_as_partial_success()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static request => new SubmitResult(SubmitStatus.Accepted, request.Items - 3, 3, "3 spans have ids of a wrong length");
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        ExportTraceServiceRequest request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces();

        ExportTraceServiceResponse response = await new TraceService.TraceServiceClient(channel).ExportAsync(request);

        Assert.Equal(3, response.PartialSuccess.RejectedSpans);
        Assert.Equal("3 spans have ids of a wrong length", response.PartialSuccess.ErrorMessage);
        Assert.Equal(3, Counted(receiver, Signal.Traces).RejectedItems);
    }

    [Fact]
    public async Task A_malformed_request_is_INVALID_ARGUMENT_with_a_BadRequest_and_no_RetryInfo()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame([0x0A, 0x7F, 1, 2]));

        Assert.Equal((int)StatusCode.InvalidArgument, answer.Status);
        Any detail = Assert.Single(answer.Details!.Details);
        Assert.Equal("type.googleapis.com/google.rpc.BadRequest", detail.TypeUrl);
        BadRequest badRequest = BadRequest.Parser.ParseFrom(detail.Value);
        Assert.StartsWith("not an export request", Assert.Single(badRequest.FieldViolations).Description, StringComparison.Ordinal);
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task A_full_budget_is_UNAVAILABLE_with_the_delay_in_RetryInfo()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.Refusal = new Admission(null, TimeSpan.FromMilliseconds(2500), "the byte budget is full");
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => GrpcCalls.ExportAsync(channel, Signal.Traces, new RandomOtlp(1).Traces()));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal("the byte budget is full", error.Status.Detail);
        Any detail = Assert.Single(GrpcCalls.Details(error)!.Details);
        Assert.Equal("type.googleapis.com/google.rpc.RetryInfo", detail.TypeUrl);
        Assert.Equal(TimeSpan.FromMilliseconds(2500), RetryInfo.Parser.ParseFrom(detail.Value).RetryDelay.ToTimeSpan());
    }

    [Fact]
    public async Task A_pipeline_without_room_is_UNAVAILABLE_too()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static _ => new SubmitResult(SubmitStatus.Overloaded, Message: "queue full", RetryAfter: TimeSpan.FromSeconds(7));
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => GrpcCalls.ExportAsync(channel, Signal.Logs, new RandomOtlp(1).Logs()));

        Assert.Equal(StatusCode.Unavailable, error.StatusCode);
        Assert.Equal(7, RetryInfo.Parser.ParseFrom(GrpcCalls.Details(error)!.Details.Single().Value).RetryDelay.Seconds);
    }

    [Fact]
    public async Task Text_of_any_kind_survives_in_the_status_message()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Ingress.OnSubmit = static _ => new SubmitResult(SubmitStatus.Malformed, Message: "100 % of \u00FCml\u00E4uts, \u4E2D\u6587,\nand a line");
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        RpcException error = await Assert.ThrowsAsync<RpcException>(
            () => GrpcCalls.ExportAsync(channel, Signal.Traces, new RandomOtlp(1).Traces()));

        Assert.Equal("100 % of \u00FCml\u00E4uts, \u4E2D\u6587,\nand a line", error.Status.Detail);
    }

    [Fact]
    public async Task Signals_without_an_exporter_disabled_signals_and_profiles_are_UNIMPLEMENTED()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            RunningReceiver.Defaults with { DisabledSignals = [Signal.Logs] },
            ingress: pool => new FakeIngress(pool) { Signals = [Signal.Traces, Signal.Logs] });
        using GrpcChannel channel = GrpcCalls.Channel(receiver);

        await GrpcCalls.ExportAsync(channel, Signal.Traces, new RandomOtlp(1).Traces());
        foreach (Signal signal in (Signal[])[Signal.Logs, Signal.Metrics])
        {
            RpcException error = await Assert.ThrowsAsync<RpcException>(
                () => GrpcCalls.ExportAsync(channel, signal, new RandomOtlp(1).Request(signal.Name())));
            Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
        }

        RpcException profiles = await Assert.ThrowsAsync<RpcException>(
            async () => await new ProfilesService.ProfilesServiceClient(channel).ExportAsync(new ExportProfilesServiceRequest()));
        Assert.Equal(StatusCode.Unimplemented, profiles.StatusCode);
    }

    [Fact]
    public async Task Health_tells_of_the_process_and_each_service_and_turns_when_admission_stops()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            ingress: pool => new FakeIngress(pool) { Signals = [Signal.Traces] });
        using GrpcChannel channel = GrpcCalls.Channel(receiver);
        var health = new Health.HealthClient(channel);
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest(), cancellationToken: cancellation)).Status);
        var traces = new HealthCheckRequest { Service = "opentelemetry.proto.collector.trace.v1.TraceService" };
        using AsyncServerStreamingCall<HealthCheckResponse> watch = health.Watch(traces, cancellationToken: cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(cancellation));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watch.ResponseStream.Current.Status);
        RpcException unknown = await Assert.ThrowsAsync<RpcException>(async () => await health.CheckAsync(
            new HealthCheckRequest { Service = "opentelemetry.proto.collector.logs.v1.LogsService" }, cancellationToken: cancellation));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);

        receiver.Receiver.StopAdmission();

        Assert.True(await watch.ResponseStream.MoveNext(cancellation));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watch.ResponseStream.Current.Status);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, (await health.CheckAsync(traces, cancellationToken: cancellation)).Status);

        // A watcher does not hold up the stop.
        await receiver.StopAsync();
    }

    private static OtlpReceiverStatistics Counted(RunningReceiver receiver, Signal signal) =>
        receiver.Receiver.Statistics.Single(counted => counted.Transport == OtlpTransport.Grpc && counted.Signal == signal);

    private static ExportTraceServiceRequest Large(int bytes)
    {
        ExportTraceServiceRequest request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces();
        byte[] name = new byte[bytes];
        Array.Fill(name, (byte)'x');
        request.ResourceSpans[0].ScopeSpans[0].Spans[0].Name = System.Text.Encoding.ASCII.GetString(name);
        return request;
    }
}

using Grpc.Core;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Receivers.Otap;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Receivers.Tests.Otlp;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otap;

/// <summary>What one sender sees: headers, one status a batch, and how its stream ends (otap.md 8.6).</summary>
public sealed class StreamTests
{
    private const int Ok = 0, InvalidArgument = 3, Unavailable = 14;

    [Fact]
    public async Task Response_headers_come_before_the_first_batch()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using OtapClient client = OtapClient.Open(receiver);
        await client.Headers;
        await client.HalfCloseAsync();
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task An_empty_batch_is_answered_with_ok_and_nothing_is_submitted()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync([]);
        Assert.Equal(new ReceivedStatus(0, Ok, ""), await client.NextAsync());
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task P10_each_batch_is_answered_once_when_it_was_delivered_and_as_it_ended()
    {
        await using RunningReceiver receiver = await StartAsync(waitsForDelivery: true);
        List<byte[]> batches = OtapClient.Batches("otap-go", "traces-default");
        using OtapClient client = OtapClient.Open(receiver);
        for (int i = 0; i < 4; i++)
        {
            await client.SendAsync(batches[i]);
        }

        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        Assert.Equal(new ReceivedStatus(0, Ok, ""), await client.NextAsync());
        await receiver.Ingress.DeliverNextAsync(Outcome.Retryable(NackCause.DestinationThrottled, "busy"));
        Assert.Equal(new ReceivedStatus(1, Unavailable, "busy"), await client.NextAsync());
        await receiver.Ingress.DeliverNextAsync(Outcome.Permanent(NackCause.DestinationRejected, "no, never"));
        Assert.Equal(new ReceivedStatus(2, InvalidArgument, "no, never"), await client.NextAsync());

        // Half-closed with one batch unanswered: it is answered, then the stream ends.
        await client.HalfCloseAsync();
        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        Assert.Equal(new ReceivedStatus(3, Ok, ""), await client.NextAsync());
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task A_full_pipeline_answers_unavailable_and_the_stream_goes_on()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        List<byte[]> batches = OtapClient.Batches("otap-go", "logs-default");
        using OtapClient client = OtapClient.Open(receiver, Signal.Logs);
        receiver.Ingress.OnSubmit = static _ => new SubmitResult(SubmitStatus.Overloaded, Message: "full");
        await client.SendAsync(batches[0]);
        Assert.Equal(new ReceivedStatus(0, Unavailable, "full"), await client.NextAsync());
        receiver.Ingress.OnSubmit = null;
        await client.SendAsync(batches[1]);
        Assert.Equal(new ReceivedStatus(1, Ok, ""), await client.NextAsync());
    }

    [Fact]
    public async Task P5_a_table_of_another_signal_costs_its_batch_alone()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        List<byte[]> traces = OtapClient.Batches("otap-go", "traces-default");
        List<byte[]> logs = OtapClient.Batches("otap-rust", "logs-default");
        using OtapClient client = OtapClient.Open(receiver, Signal.Logs);
        await client.SendAsync(traces[0]);
        ReceivedStatus refused = (await client.NextAsync())!;
        Assert.Equal(InvalidArgument, refused.Code);
        Assert.Contains("SPANS", refused.Message, StringComparison.Ordinal);

        // The tables of that stream are dropped when ids of the same number come for others: another stream is fine.
        using OtapClient other = OtapClient.Open(receiver, Signal.Logs);
        await other.SendAsync(logs[0]);
        Assert.Equal(Ok, (await other.NextAsync())!.Code);
    }

    [Fact]
    public async Task P6_a_record_that_cannot_be_read_is_answered_then_ends_its_stream_with_the_reason_and_no_other()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        List<byte[]> batches = OtapClient.Batches("otap-go", "traces-default");
        using OtapClient neighbour = OtapClient.Open(receiver);
        await neighbour.SendAsync(batches[0]);
        Assert.Equal(Ok, (await neighbour.NextAsync())!.Code);

        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync(OtapClient.Batch(7, 40, "0", [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x30, 1, 2, 3, 4]));
        ReceivedStatus refused = (await client.NextAsync())!;
        Assert.Equal((7, InvalidArgument), (refused.BatchId, refused.Code));
        Assert.StartsWith("SPANS: ", refused.Message, StringComparison.Ordinal);
        Status end = await client.EndAsync();
        Assert.Equal(StatusCode.InvalidArgument, end.StatusCode);
        Assert.StartsWith("SPANS: ", end.Detail, StringComparison.Ordinal);

        await neighbour.SendAsync(batches[1]);
        Assert.Equal(Ok, (await neighbour.NextAsync())!.Code);
    }

    [Fact]
    public async Task P4_what_is_no_envelope_ends_the_stream()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync([0x12, 0x7F, 1]);
        Assert.Equal(StatusCode.InvalidArgument, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task P15_a_message_above_the_limit_ends_the_stream_before_it_is_read()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(
            RunningReceiver.Defaults with { GrpcMaxMessageBytes = 1024 });
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync(new byte[1025]);
        Assert.Equal(StatusCode.ResourceExhausted, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Without_memory_the_stream_ends_with_unavailable_so_that_the_batch_is_sent_again()
    {
        OtapReceiverOptions impatient = new() { AdmissionWait = TimeSpan.FromMilliseconds(1) };
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { Otap = impatient });
        receiver.Ingress.Refusal = new Admission(null, TimeSpan.FromSeconds(1), "full");
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync(new byte[100]);
        Assert.Equal(StatusCode.Unavailable, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task P12_a_stream_that_is_too_old_is_ended_in_order_with_everything_answered()
    {
        OtapReceiverOptions brief = new() { MaxStreamAge = TimeSpan.FromSeconds(1) };
        await using RunningReceiver receiver = await StartAsync(waitsForDelivery: true, brief);
        List<byte[]> batches = OtapClient.Batches("otap-go", "traces-default");
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync(batches[0]);
        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        Assert.Equal(Ok, (await client.NextAsync())!.Code);
        Assert.Null(await client.NextAsync());
    }

    [Fact]
    public async Task P11_a_stop_answers_what_is_in_flight_and_then_ends_the_stream()
    {
        await using RunningReceiver receiver = await StartAsync(waitsForDelivery: true);
        List<byte[]> batches = OtapClient.Batches("otap-go", "traces-default");
        var submitted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Ingress.OnSubmit = request =>
        {
            submitted.TrySetResult();
            return new SubmitResult(SubmitStatus.Accepted, request.Items);
        };
        using OtapClient client = OtapClient.Open(receiver);
        await client.SendAsync(batches[0]);
        await submitted.Task.WaitAsync(TestContext.Current.CancellationToken);
        receiver.Receiver.StopAdmission();
        await receiver.Ingress.DeliverNextAsync(Outcome.Ack);
        Assert.Equal(Ok, (await client.NextAsync())!.Code);
        Assert.Equal(StatusCode.Unavailable, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task P8_an_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(receiver.GrpcUri, "/opentelemetry.proto.experimental.arrow.v1.ArrowLogsService/ArrowLogs"))
        {
            Version = new Version(2, 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("grpc-encoding", "brotli");
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("12", response.Headers.GetValues("grpc-status").Single());
        Assert.Contains("zstdarrow10", response.Headers.GetValues("grpc-accept-encoding").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_turned_off_and_then_says_unimplemented()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { Otap = null });
        using OtapClient client = OtapClient.Open(receiver);
        Assert.Equal(StatusCode.Unimplemented, (await client.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task P17_damaged_batches_end_in_an_answer_or_an_ended_stream_and_leave_no_memory()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        List<byte[]> batches = OtapClient.Batches("otap-rust", "traces-none");
        var random = new Random(11);
        for (int round = 0; round < 60; round++)
        {
            using OtapClient client = OtapClient.Open(receiver);
            byte[] damaged = [.. batches[round % batches.Count]];
            for (int flip = 0; flip < 3; flip++)
            {
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                await client.SendAsync(damaged);
                await client.HalfCloseAsync();
                while (await client.NextAsync() is { } status)
                {
                    Assert.True(status.Code is Ok or InvalidArgument, status.Message);
                }
            }
            catch (RpcException error)
            {
                Assert.True(error.StatusCode is StatusCode.InvalidArgument or StatusCode.Internal, error.Status.Detail);
            }
        }
    }

    private static Task<RunningReceiver> StartAsync(bool waitsForDelivery, OtapReceiverOptions? otap = null) =>
        RunningReceiver.StartAsync(
            RunningReceiver.Defaults with { Otap = otap ?? new OtapReceiverOptions() },
            ingress: pool => new FakeIngress(pool) { WaitsForDelivery = waitsForDelivery });
}

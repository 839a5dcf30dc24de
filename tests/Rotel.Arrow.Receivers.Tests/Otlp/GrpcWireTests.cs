using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Rotel.Arrow.Receivers.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Transport.Tests.Compression;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Frames, lengths, flags and encodings that a generated client never sends, each with its status.</summary>
public sealed class GrpcWireTests
{
    private const int Limit = 100_000;

    private static readonly byte[] s_request = new RandomOtlp(1, RandomOtlpOptions.Realistic).Traces().ToByteArray();

    private static readonly OtlpReceiverOptions s_limited = RunningReceiver.Defaults with { GrpcMaxMessageBytes = Limit };

    [Fact]
    public async Task A_prefix_over_the_limit_is_refused_before_a_byte_of_the_message_and_without_RetryInfo()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_limited);

        // Only the prefix is sent; the stream stays open until the answer is there.
        using HttpClient client = GrpcCalls.Http2Client();
        using var content = new OpenContent([0, 0xFF, 0xFF, 0xFF, 0xFF]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        using var request = GrpcCalls.Http2Request(new Uri(receiver.GrpcUri, GrpcCalls.TracePath), content);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal("8", response.Headers.GetValues("grpc-status").Single());
        Assert.Contains("4294967295", response.Headers.GetValues("grpc-message").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("grpc-status-details-bin"));
        Assert.Equal(0, receiver.Budget.PeakBytes);
    }

    [Theory]
    [InlineData(-1, StatusCode.OK)]
    [InlineData(0, StatusCode.OK)]
    [InlineData(1, StatusCode.ResourceExhausted)]
    public async Task The_limit_is_exact_for_a_plain_message(int delta, StatusCode expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_limited);
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(Padded(Limit + delta)));
        Assert.Equal((int)expected, answer.Status);
    }

    [Theory]
    [InlineData("gzip", -1, StatusCode.OK)]
    [InlineData("gzip", 0, StatusCode.OK)]
    [InlineData("gzip", 1, StatusCode.ResourceExhausted)]
    [InlineData("zstd", 0, StatusCode.OK)]
    [InlineData("zstd", 1, StatusCode.ResourceExhausted)]
    [InlineData("snappy", 0, StatusCode.OK)]
    [InlineData("snappy", 1, StatusCode.ResourceExhausted)]
    [InlineData("deflate", 0, StatusCode.OK)]
    [InlineData("deflate", 1, StatusCode.ResourceExhausted)]
    public async Task The_limit_is_exact_after_decompression(string encoding, int delta, StatusCode expected)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(s_limited);
        byte[] compressed = Encode(encoding, Padded(Limit + delta));
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(compressed, flag: 1), encoding);
        Assert.Equal((int)expected, answer.Status);
        Assert.Null(answer.Details);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("snappy")]
    [InlineData("deflate")]
    public async Task A_message_in_each_encoding_arrives_and_a_damaged_one_is_INVALID_ARGUMENT(string encoding)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        byte[] compressed = Encode(encoding, s_request);
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(compressed, flag: 1), encoding)).Status);
        Assert.Equal(s_request, Assert.Single(receiver.Ingress.Requests).Bytes);

        RawGrpcAnswer cut = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(compressed.AsSpan(0, compressed.Length / 2), flag: 1), encoding);
        Assert.Equal((int)StatusCode.InvalidArgument, cut.Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("snappy")]
    public async Task A_bomb_costs_no_more_memory_than_the_limit(string encoding)
    {
        const int Small = 1 << 20;
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(RunningReceiver.Defaults with { GrpcMaxMessageBytes = Small });
        byte[] bomb = Encode(encoding, new byte[16 << 20]);
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(bomb, flag: 1), encoding);
        Assert.Equal((int)StatusCode.ResourceExhausted, answer.Status);

        // The compressed body, and for a moment two generations of the growing output.
        Assert.InRange(receiver.Budget.PeakBytes, 0, bomb.Length + (2 * Small) + (512 << 10));
    }

    [Fact]
    public async Task A_compressed_message_without_memory_for_its_content_is_UNAVAILABLE()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync(budgetBytes: 300_000);
        byte[] compressed = Encode("gzip", Padded(2_000_000));
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(compressed, flag: 1), "gzip");
        Assert.Equal((int)StatusCode.Unavailable, answer.Status);
        Assert.Single(answer.Details!.Details);
    }

    [Fact]
    public async Task An_unknown_encoding_is_UNIMPLEMENTED_and_the_answer_names_the_known_ones()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request, flag: 1), "br");
        Assert.Equal((int)StatusCode.Unimplemented, answer.Status);
        Assert.Equal("identity,gzip,zstd,snappy,deflate", answer.AcceptEncoding);

        // A message that is not compressed needs no encoding.
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request), "br")).Status);
    }

    public static TheoryData<string, byte[]> BrokenFraming => new()
    {
        { "no message", [] },
        { "three bytes of a prefix", [0, 0, 0] },
        { "flag 2", GrpcCalls.Frame(s_request, flag: 2) },
        { "compressed flag without an encoding", GrpcCalls.Frame(s_request, flag: 1) },
        { "the message cut", GrpcCalls.Frame(s_request)[..^7] },
        { "only the prefix", GrpcCalls.Frame(s_request)[..5] },
        { "bytes after the message", [.. GrpcCalls.Frame(s_request), 1, 2, 3] },
        { "two messages", [.. GrpcCalls.Frame(s_request), .. GrpcCalls.Frame(s_request)] },
        { "bytes after an empty message", [0, 0, 0, 0, 0, 9] },
    };

    [Theory]
    [MemberData(nameof(BrokenFraming), DisableDiscoveryEnumeration = true)]
    public async Task Broken_framing_is_INTERNAL_and_nothing_is_accepted(string what, byte[] body)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, body);
        Assert.True(answer.Status == (int)StatusCode.Internal, $"{what}: {answer}");
        Assert.Empty(receiver.Ingress.Requests);
    }

    [Fact]
    public async Task An_empty_message_is_an_empty_request()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, [0, 0, 0, 0, 0]);
        Assert.Equal(0, answer.Status);
        Assert.Equal([0, 0, 0, 0, 0], answer.Body);
    }

    [Theory]
    [InlineData("application/grpc", HttpStatusCode.OK, 0)]
    [InlineData("application/grpc+proto", HttpStatusCode.OK, 0)]
    [InlineData("application/grpc; charset=utf-8", HttpStatusCode.OK, 0)]
    [InlineData("application/grpc-web", HttpStatusCode.UnsupportedMediaType, null)]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType, null)]
    public async Task The_content_type_decides_whether_it_is_gRPC(string contentType, HttpStatusCode http, int? status)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request), contentType: contentType);
        Assert.Equal((http, status), (answer.Http, answer.Status));
    }

    [Theory]
    [InlineData("/opentelemetry.proto.collector.trace.v1.TraceService/Nothing")]
    [InlineData("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export")]
    [InlineData("/no.Service/Export")]
    [InlineData("/")]
    public async Task Unknown_methods_are_UNIMPLEMENTED(string path)
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request), path: path);
        Assert.Equal((HttpStatusCode.OK, (int)StatusCode.Unimplemented), (answer.Http, answer.Status));
    }

    [Fact]
    public async Task After_admission_stopped_calls_are_UNAVAILABLE_with_RetryInfo()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.Receiver.StopAdmission();
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request));
        Assert.Equal((int)StatusCode.Unavailable, answer.Status);
        Assert.Single(answer.Details!.Details);
    }

    [Fact]
    public async Task A_defect_of_the_pipeline_is_INTERNAL_for_that_request_alone()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        receiver.ExpectsErrors = true;
        receiver.Ingress.OnSubmit = static _ => throw new InvalidOperationException("a defect");
        RawGrpcAnswer answer = await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request));
        Assert.Equal(((int)StatusCode.Internal, "internal error"), (answer.Status, answer.Message));
        Assert.Contains(receiver.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("a defect", StringComparison.Ordinal));

        receiver.Ingress.OnSubmit = null;
        Assert.Equal(0, (await GrpcCalls.PostAsync(receiver, GrpcCalls.Frame(s_request))).Status);
    }

    [Fact]
    public async Task A_peer_that_declares_much_and_stalls_holds_little_of_the_budget()
    {
        await using RunningReceiver receiver = await RunningReceiver.StartAsync();
        byte[] prefix = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), 60 << 20);
        using HttpClient client = GrpcCalls.Http2Client();
        using var content = new OpenContent(prefix);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        using var request = GrpcCalls.Http2Request(new Uri(receiver.GrpcUri, GrpcCalls.TracePath), content);
        using var cancellation = new CancellationTokenSource();
        Task<HttpResponseMessage> call = client.SendAsync(request, cancellation.Token);
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes > 0);

        Assert.InRange(receiver.Budget.UsedBytes, 1, 320 << 10);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await HttpCalls.UntilAsync(() => receiver.Budget.UsedBytes == 0);
        await HttpCalls.UntilAsync(() => receiver.Receiver.Statistics.Sum(counted => counted.RefusedRequests) == 1);
    }

    private static byte[] Encode(string encoding, byte[] content) => encoding switch
    {
        "gzip" => Encoders.Gzip(content),
        "zstd" => Encoders.ZstdWhole(content),
        "snappy" => Encoders.SnappyFramed(content),
        _ => Encoders.Zlib(content),
    };

    /// <summary>A request of an exact length: one unknown field, which readers skip.</summary>
    internal static byte[] Padded(int bytes)
    {
        // Field 15, length-delimited; a length of two to four bytes.
        for (int header = 2; header <= 5; header++)
        {
            var output = new MemoryStream();
            using (var writer = new CodedOutputStream(output, leaveOpen: true))
            {
                writer.WriteTag(15, WireFormat.WireType.LengthDelimited);
                writer.WriteBytes(ByteString.CopyFrom(new byte[bytes - header]));
            }

            if (output.Length == bytes)
            {
                return output.ToArray();
            }
        }

        throw new ArgumentException($"No encoding has {bytes} bytes.", nameof(bytes));
    }

    /// <summary>Sends its bytes and leaves the request stream open.</summary>
    private sealed class OpenContent(byte[] start) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(start);
            await stream.FlushAsync();
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

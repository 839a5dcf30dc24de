using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rotel.Arrow.Receivers.Tests.Otlp;
using Rotel.Arrow.Testing;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Tests.Otap;

/// <summary>A BatchStatus as it was received.</summary>
internal sealed record ReceivedStatus(long BatchId, int Code, string Message);

/// <summary>One stream of a sender, with the batches of a recording (each is 4 bytes of length and a message).</summary>
internal sealed class OtapClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly AsyncDuplexStreamingCall<byte[], byte[]> _call;

    private OtapClient(GrpcChannel channel, AsyncDuplexStreamingCall<byte[], byte[]> call)
    {
        _channel = channel;
        _call = call;
    }

    /// <summary>Ends when the headers of the receiver are here.</summary>
    public Task Headers => _call.ResponseHeadersAsync;

    public static OtapClient Open(RunningReceiver receiver, Signal signal = Signal.Traces)
    {
        string name = signal switch
        {
            Signal.Traces => "ArrowTraces",
            Signal.Logs => "ArrowLogs",
            _ => "ArrowMetrics",
        };
        Marshaller<byte[]> bytes = Marshallers.Create(static value => value, static value => value);
        var method = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming, $"opentelemetry.proto.experimental.arrow.v1.{name}Service", name, bytes, bytes);
        GrpcChannel channel = GrpcChannel.ForAddress(receiver.GrpcUri, new GrpcChannelOptions { MaxSendMessageSize = null });
        return new OtapClient(
            channel,
            channel.CreateCallInvoker().AsyncDuplexStreamingCall(
                method, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken)));
    }

    /// <summary>The batches of a recording.</summary>
    public static List<byte[]> Batches(params ReadOnlySpan<string> recording)
    {
        byte[] all = File.ReadAllBytes(TestData.Require([.. recording, "bars.bin"]));
        var batches = new List<byte[]>();
        for (int at = 0; at < all.Length;)
        {
            int length = BitConverter.ToInt32(all, at);
            batches.Add(all.AsSpan(at + 4, length).ToArray());
            at += 4 + length;
        }

        return batches;
    }

    /// <summary>An envelope with one payload.</summary>
    public static byte[] Batch(long id, int payloadType, string schemaId, byte[] record)
    {
        using var payload = new MemoryStream();
        var writer = new CodedOutputStream(payload);
        writer.WriteTag(1, WireFormat.WireType.LengthDelimited);
        writer.WriteString(schemaId);
        writer.WriteTag(2, WireFormat.WireType.Varint);
        writer.WriteInt32(payloadType);
        writer.WriteTag(3, WireFormat.WireType.LengthDelimited);
        writer.WriteBytes(ByteString.CopyFrom(record));
        writer.Flush();
        using var message = new MemoryStream();
        var envelope = new CodedOutputStream(message);
        envelope.WriteTag(1, WireFormat.WireType.Varint);
        envelope.WriteInt64(id);
        envelope.WriteTag(2, WireFormat.WireType.LengthDelimited);
        envelope.WriteBytes(ByteString.CopyFrom(payload.ToArray()));
        envelope.Flush();
        return message.ToArray();
    }

    public Task SendAsync(byte[] batch) => _call.RequestStream.WriteAsync(batch, TestContext.Current.CancellationToken);

    public Task HalfCloseAsync() => _call.RequestStream.CompleteAsync();

    /// <summary>The next status; null when the stream ended with OK.</summary>
    public async Task<ReceivedStatus?> NextAsync()
    {
        if (!await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            return null;
        }

        var reader = new CodedInputStream(_call.ResponseStream.Current);
        long id = 0;
        int code = 0;
        string message = "";
        while (reader.ReadTag() is not 0 and uint tag)
        {
            switch (tag)
            {
                case 8:
                    id = reader.ReadInt64();
                    break;
                case 16:
                    code = reader.ReadInt32();
                    break;
                case 26:
                    message = reader.ReadString();
                    break;
                default:
                    Assert.Fail($"unexpected tag {tag}");
                    break;
            }
        }

        return new ReceivedStatus(id, code, message);
    }

    /// <summary>How the stream ended, if not with OK.</summary>
    public async Task<Status> EndAsync()
    {
        RpcException error = await Assert.ThrowsAsync<RpcException>(async () => await NextAsync());
        return error.Status;
    }

    public void Dispose()
    {
        _call.Dispose();
        _channel.Dispose();
    }
}

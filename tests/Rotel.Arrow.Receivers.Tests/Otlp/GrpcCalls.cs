using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Views;
using RpcStatus = Rotel.Arrow.Proto.Rpc.Status;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>How a raw call was answered.</summary>
internal sealed record RawGrpcAnswer(HttpStatusCode Http, int? Status, string? Message, string? AcceptEncoding, RpcStatus? Details, byte[] Body);

/// <summary>Calls with generated clients, and calls whose bytes the test chooses.</summary>
internal static class GrpcCalls
{
    public const string TracePath = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    public static GrpcChannel Channel(RunningReceiver receiver) => GrpcChannel.ForAddress(receiver.GrpcUri);

    /// <summary>Sends with the stub of the signal; the answer as its JSON.</summary>
    public static async Task<string> ExportAsync(GrpcChannel channel, Signal signal, IMessage request, CallOptions options = default)
    {
        IMessage response = signal switch
        {
            Signal.Traces => await new TraceService.TraceServiceClient(channel).ExportAsync((ExportTraceServiceRequest)request, options),
            Signal.Logs => await new LogsService.LogsServiceClient(channel).ExportAsync((ExportLogsServiceRequest)request, options),
            _ => await new MetricsService.MetricsServiceClient(channel).ExportAsync((ExportMetricsServiceRequest)request, options),
        };
        return JsonFormatter.Default.Format(response);
    }

    /// <summary>The google.rpc.Status of a failed call; null without one.</summary>
    public static RpcStatus? Details(RpcException error)
    {
        byte[]? bytes = error.Trailers.GetValueBytes("grpc-status-details-bin");
        return bytes is null ? null : RpcStatus.Parser.ParseFrom(bytes);
    }

    /// <summary>A length-prefixed message.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message, byte flag = 0)
    {
        byte[] frame = new byte[5 + message.Length];
        frame[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    /// <summary>One HTTP/2 request with a body of any bytes.</summary>
    public static async Task<RawGrpcAnswer> PostAsync(
        RunningReceiver receiver, byte[] body, string? encoding = null, string path = TracePath, string contentType = "application/grpc", Uri? address = null)
    {
        using HttpClient client = Http2Client();
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var request = Http2Request(new Uri(address ?? receiver.GrpcUri, path), content);
        request.Headers.TE.ParseAdd("trailers");
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string? Value(string name) => First(response.TrailingHeaders, name) ?? First(response.Headers, name);
        return new RawGrpcAnswer(
            response.StatusCode,
            Value("grpc-status") is { } status ? int.Parse(status, System.Globalization.CultureInfo.InvariantCulture) : null,
            Value("grpc-message"),
            Value("grpc-accept-encoding"),
            Value("grpc-status-details-bin") is { } details ? RpcStatus.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='))) : null,
            answer);
    }

    public static HttpClient Http2Client() => new()
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    public static HttpRequestMessage Http2Request(Uri uri, HttpContent content) => new(HttpMethod.Post, uri)
    {
        Content = content,
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Rotel.Arrow.Proto.Collector.Logs.V1;

namespace Rotel.Arrow.Faults.Support;

/// <summary>How one attempt to send ended.</summary>
internal enum Answer
{
    /// <summary>OK or 200, in full.</summary>
    Accepted,

    /// <summary>UNAVAILABLE with RetryInfo, or 503 with Retry-After: not accepted, to be sent again.</summary>
    Refused,

    /// <summary>No answer: the connection ended first. Whether it was accepted is unknown.</summary>
    Unknown,

    /// <summary>Any other answer.</summary>
    Other,
}

/// <summary>
/// A client of OTLP logs over one connection of its own that tells exactly what it was answered. It never retries by
/// itself.
/// </summary>
internal sealed class LogSender : IDisposable
{
    private readonly string _protocol;
    private readonly GrpcChannel? _channel;
    private readonly LogsService.LogsServiceClient? _grpc;
    private readonly HttpClient? _http;

    /// <param name="protocol">grpc, http or json.</param>
    /// <param name="address">host:port of the receiver of that protocol.</param>
    public LogSender(string protocol, string address)
    {
        _protocol = protocol;
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        if (protocol == "grpc")
        {
            _channel = GrpcChannel.ForAddress(
                $"http://{address}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxRetryAttempts = 1 });
            _grpc = new LogsService.LogsServiceClient(_channel);
        }
        else
        {
            _http = new HttpClient(handler) { BaseAddress = new Uri($"http://{address}"), Timeout = Conditions.Patience };
        }
    }

    /// <summary>The last answer that was neither Accepted nor Unknown, for the text of a failure.</summary>
    public string LastRefusal { get; private set; } = "";

    /// <summary>Sends once.</summary>
    public Task<Answer> SendAsync(ExportLogsServiceRequest request) =>
        _protocol == "grpc" ? SendOverGrpcAsync(request) : SendOverHttpAsync(request);

    public void Dispose()
    {
        _channel?.Dispose();
        _http?.Dispose();
    }

    private async Task<Answer> SendOverGrpcAsync(ExportLogsServiceRequest request)
    {
        try
        {
            ExportLogsServiceResponse response = await _grpc!.ExportAsync(
                request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Conditions.Patience);
            return response.PartialSuccess is null ? Answer.Accepted : Answer.Other;
        }
        catch (RpcException error)
        {
            LastRefusal = error.Status.ToString();
            if (error.StatusCode == StatusCode.Unavailable && error.Trailers.GetValueBytes("grpc-status-details-bin") is { Length: > 0 })
            {
                return Answer.Refused;
            }

            // Without details it is the client's own word for a connection that ended.
            return error.Status.DebugException is not null ? Answer.Unknown : Answer.Other;
        }
    }

    private async Task<Answer> SendOverHttpAsync(ExportLogsServiceRequest request)
    {
        bool json = _protocol == "json";
        using var content = new ByteArrayContent(
            json ? Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request)) : request.ToByteArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(json ? "application/json" : "application/x-protobuf");
        try
        {
            using HttpResponseMessage response = await _http!.PostAsync(new Uri("/v1/logs", UriKind.Relative), content);
            string text = await response.Content.ReadAsStringAsync();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return text.Length == 0 || text == "{}" ? Answer.Accepted : Answer.Other;
            }

            LastRefusal = $"{response.StatusCode} {text}";
            return response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter?.Delta > TimeSpan.Zero
                ? Answer.Refused
                : Answer.Other;
        }
        catch (HttpRequestException error)
        {
            LastRefusal = error.Message;
            return Answer.Unknown;
        }
    }
}

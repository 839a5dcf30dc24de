using System.Globalization;
using System.Net;
using System.Text;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Speaks to ClickHouse's HTTP interface: one request, its answer or the reason why there is none.</summary>
/// <remarks>Thread-safe. Dispose closes the connections.</remarks>
internal sealed class ClickHouseClient : IDisposable
{
    /// <summary>Answers to questions about tables have a few kilobytes.</summary>
    private const int MaxAnswerBytes = 4 << 20;

    private readonly HttpMessageInvoker _http;
    private readonly SlabPool _pool;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<RequestHeader> _headers;

    /// <param name="options">Credentials, headers and TLS.</param>
    /// <param name="pool">For staging.</param>
    /// <param name="time">The clock, for dates in Retry-After.</param>
    /// <exception cref="Transport.TransportOptionException">A TLS option cannot be used.</exception>
    public ClickHouseClient(ClickHouseExporterOptions options, SlabPool pool, TimeProvider time)
    {
        var settings = new HttpHandlerOptions
        {
            Tls = options.Tls,
            PoolIdleTimeout = options.PoolIdleTimeout,
            UseProxy = options.Endpoints.Any(static endpoint => endpoint.IsSecure),
        };
        _http = new HttpMessageInvoker(HttpHandlerFactory.Create(settings), disposeHandler: true);
        _pool = pool;
        _time = time;
        var headers = new List<RequestHeader>(options.Headers);
        if (options.User is { } user)
        {
            headers.Add(new RequestHeader("X-ClickHouse-User", user));
        }

        if (options.Password is { } password)
        {
            headers.Add(new RequestHeader("X-ClickHouse-Key", password));
        }

        _headers = headers;
    }

    /// <summary>Does not throw for what a network or a server does; a cancellation is a timeout.</summary>
    public async ValueTask<ClickHouseAnswer> SendAsync(HttpEndpoint endpoint, ClickHouseRequest request, CancellationToken cancellation)
    {
        try
        {
            using HttpRequestMessage message = CreateMessage(endpoint, request);
            using HttpResponseMessage response = await _http.SendAsync(message, cancellation).ConfigureAwait(false);
            using BoundedResponse body = await BoundedResponse.ReadAsync(response, MaxAnswerBytes, cancellation).ConfigureAwait(false);
            return Judge(endpoint, request, response, Encoding.UTF8.GetString(body.Bytes.Span));
        }
        catch (Exception e) when (TransportFailure.TryFrom(e, out TransportFailure failure))
        {
            return cancellation.IsCancellationRequested
                ? ClickHouseRetryPolicy.FromTimeout(endpoint, request.What)
                : ClickHouseRetryPolicy.FromFailure(endpoint, request.What, failure);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage CreateMessage(HttpEndpoint endpoint, ClickHouseRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, request.AddressOn(endpoint))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Body is null
                ? new ByteArrayContent(Encoding.UTF8.GetBytes(request.Sql))
                : new RequestBodyContent(request.Body.Retain(), BodyFraming.None, _pool),
        };
        if (request.Encoding is { } encoding)
        {
            message.Content.Headers.ContentEncoding.Add(encoding);
        }

        foreach (RequestHeader header in _headers)
        {
            // A few names (Expires, Allow) belong to the content in .NET's view; the peer sees no difference.
            if (!message.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                message.Content.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        message.Headers.TryAddWithoutValidation("User-Agent", "rotel-arrow");
        return message;
    }

    private ClickHouseAnswer Judge(HttpEndpoint endpoint, ClickHouseRequest request, HttpResponseMessage response, string text)
    {
        int code = CodeOf(response, text);
        if (code != 0)
        {
            return ClickHouseRetryPolicy.FromServer(endpoint, request.What, code, text);
        }

        if (response.IsSuccessStatusCode)
        {
            return ClickHouseAnswer.Accepted(text);
        }

        TimeSpan? wait = response.Headers.Find("Retry-After") is { } value
            && RetryAfterHeader.TryParse(value, _time.GetUtcNow(), out TimeSpan asked) ? asked : null;
        return ClickHouseRetryPolicy.FromHttp(endpoint, request.What, (int)response.StatusCode, text, wait);
    }

    /// <summary>
    /// The server's error code; 0: no error. An error that comes after the headers were sent stands in the body of a
    /// 200, behind what was sent before.
    /// </summary>
    private static int CodeOf(HttpResponseMessage response, string text)
    {
        if (response.Headers.Find("X-ClickHouse-Exception-Code") is { } header
            && int.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out int code))
        {
            return code;
        }

        const string start = "Code: ";
        int at = text.StartsWith(start, StringComparison.Ordinal) ? 0
            : response.IsSuccessStatusCode && text.Contains("__exception__", StringComparison.Ordinal)
                ? text.IndexOf(start, StringComparison.Ordinal) : -1;
        if (at < 0 || !text.Contains("DB::Exception", StringComparison.Ordinal))
        {
            return 0;
        }

        ReadOnlySpan<char> digits = text.AsSpan(at + start.Length);
        int length = digits.IndexOfAnyExceptInRange('0', '9');
        return length > 0 && int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out code) ? code : 0;
    }
}

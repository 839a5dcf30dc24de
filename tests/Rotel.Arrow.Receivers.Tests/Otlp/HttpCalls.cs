using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Rotel.Arrow.Proto.Rpc;

namespace Rotel.Arrow.Receivers.Tests.Otlp;

/// <summary>Requests with an ordinary HTTP client, every header the test's own.</summary>
internal static class HttpCalls
{
    public const string Protobuf = "application/x-protobuf", Json = "application/json";

    private static readonly HttpClient s_client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });

    public static async Task<HttpResponseMessage> PostAsync(
        RunningReceiver receiver,
        byte[] body,
        string? contentType = Protobuf,
        string? encoding = null,
        string path = "/v1/traces",
        bool chunked = false,
        string? acceptEncoding = null)
    {
        using HttpContent content = chunked ? new StreamContent(new Unseekable(body)) : new ByteArrayContent(body);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (encoding is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver.HttpUri, path)) { Content = content };
        if (acceptEncoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        }

        return await s_client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<HttpResponseMessage> SendAsync(RunningReceiver receiver, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, new Uri(receiver.HttpUri, path));
        return await s_client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The google.rpc.Status of an error, in whichever format the response says it is.</summary>
    public static async Task<Status> StatusOf(HttpResponseMessage response)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string? type = response.Content.Headers.ContentType?.ToString();
        if (type == Protobuf)
        {
            return Status.Parser.ParseFrom(body);
        }

        Assert.Equal(Json, type);
        var registry = Google.Protobuf.Reflection.TypeRegistry.FromMessages(RetryInfo.Descriptor, BadRequest.Descriptor);
        var parser = new JsonParser(JsonParser.Settings.Default.WithTypeRegistry(registry));
        return parser.Parse<Status>(System.Text.Encoding.UTF8.GetString(body));
    }

    /// <summary>Polls until a condition of another thread holds; the test's own time limit ends it.</summary>
    public static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A body of unknown length.</summary>
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}

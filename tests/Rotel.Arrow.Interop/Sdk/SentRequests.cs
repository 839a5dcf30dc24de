using System.Buffers.Binary;
using System.Net;
using Google.Protobuf;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Interop.Sdk;

/// <summary>
/// What an SDK really puts on the wire: its HTTP handler, which keeps a copy of each request body as a file. The .NET
/// SDK sends both of its protocols through one.
/// </summary>
internal sealed class SentRequests(string folder) : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _lock = new();
    private readonly List<HttpStatusCode> _statuses = [];
    private int _count;

    public IReadOnlyList<HttpStatusCode> Statuses
    {
        get
        {
            lock (_lock)
            {
                return [.. _statuses];
            }
        }
    }

    /// <summary>The requests of a signal, parsed.</summary>
    public IReadOnlyList<T> Of<T>(string signal, MessageParser<T> parser)
        where T : IMessage<T> =>
        [.. Directory.GetFiles(folder, signal + "-*.pb").Order(StringComparer.Ordinal).Select(file => parser.ParseFrom(File.ReadAllBytes(file)))];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The SDK's bodies are byte arrays: buffering them never waits.
        KeepAsync(request, cancellationToken).GetAwaiter().GetResult();
        return Keep(base.Send(request, cancellationToken));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await KeepAsync(request, cancellationToken);
        return Keep(await base.SendAsync(request, cancellationToken));
    }

    private HttpResponseMessage Keep(HttpResponseMessage response)
    {
        lock (_lock)
        {
            _statuses.Add(response.StatusCode);
        }

        return response;
    }

    private async Task KeepAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        if (request.Content.Headers.ContentType?.MediaType == "application/grpc")
        {
            Assert.Equal(0, body[0]);
            Assert.Equal((uint)(body.Length - 5), BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)));
            body = body[5..];
        }

        string path = request.RequestUri!.AbsolutePath;
        string signal = path.Contains("trace", StringComparison.OrdinalIgnoreCase) ? "traces"
            : path.Contains("metrics", StringComparison.OrdinalIgnoreCase) ? "metrics" : "logs";
        await File.WriteAllBytesAsync(
            Path.Combine(folder, $"{signal}-{Interlocked.Increment(ref _count):D4}.pb"), body, cancellationToken);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>A request as it came over the wire.</summary>
internal sealed record WireRequest(
    string Protocol, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, string? ClientCertificate);

/// <summary>
/// A server that records requests and answers what the test says. One address speaks HTTP/2 without TLS, one HTTP/1.1;
/// with a certificate there is one TLS address that speaks both.
/// </summary>
internal sealed class WireServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<WireRequest> _requests = new();

    private WireServer(WebApplication app) => _app = app;

    /// <summary>Address for gRPC (http, HTTP/2 only).</summary>
    internal string Http2 { get; private set; } = "";

    /// <summary>Address for HTTP/1.1.</summary>
    internal string Http1 { get; private set; } = "";

    /// <summary>Address for TLS, by the name localhost.</summary>
    internal string Https { get; private set; } = "";

    /// <summary>Requests in the order in which they were complete.</summary>
    internal IReadOnlyList<WireRequest> Requests => [.. _requests];

    /// <summary>Starts a server whose answers are written by <paramref name="answer"/> once the body has come.</summary>
    internal static Task<WireServer> StartAsync(Func<HttpContext, WireRequest, Task> answer, X509Certificate2? certificate = null, bool wantsClientCertificate = false) =>
        StartRawAsync(
            async (server, context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                await answer(context, server.Record(context, body.ToArray()));
            },
            certificate,
            wantsClientCertificate);

    /// <summary>Starts a server whose answers are written before the body was read, if at all.</summary>
    internal static Task<WireServer> StartEarlyAsync(Func<HttpContext, Task> answer) =>
        StartRawAsync((_, context) => answer(context), null, false);

    private static async Task<WireServer> StartRawAsync(
        Func<WireServer, HttpContext, Task> handle, X509Certificate2? certificate, bool wantsClientCertificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http2);
            options.Listen(IPAddress.Loopback, 0, static listen => listen.Protocols = HttpProtocols.Http1);
            if (certificate is not null)
            {
                options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    if (wantsClientCertificate)
                    {
                        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                        https.AllowAnyClientCertificate();
                    }
                }));
            }
        });
        WebApplication app = builder.Build();
        var server = new WireServer(app);
        app.Run(context => handle(server, context));
        await app.StartAsync();
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        server.Http2 = addresses[0];
        server.Http1 = addresses[1];
        server.Https = certificate is null ? "" : addresses[2].Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Hanging answers must not hold the end of the test.
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private WireRequest Record(HttpContext context, byte[] body)
    {
        var request = new WireRequest(
            context.Request.Protocol,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(
                static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body,
            context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate?.Subject);
        _requests.Enqueue(request);
        return request;
    }
}

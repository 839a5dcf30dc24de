using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Lets a plain-text port take HTTP/1.1 and HTTP/2 with prior knowledge. Kestrel itself decides by ALPN, which exists only
/// under TLS, and speaks HTTP/1.1 on every plain-text port that allows both. So the first bytes are looked at before it
/// gets the connection: what begins like the HTTP/2 preface ("PRI ", RFC 9113 section 3.4; PRI is no method) is marked
/// as negotiated h2, by the same connection features that the TLS layer would have set.
/// </summary>
/// <remarks>
/// The server must allow alternate schemes, because such a connection counts as secure while its requests say
/// <c>http</c>. The header timeout holds for the first bytes, since Kestrel's own clock starts behind this.
/// </remarks>
internal static class CleartextHttp2
{
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    /// <summary>The connection middleware.</summary>
    internal static ConnectionDelegate Detect(ConnectionDelegate next, TimeSpan timeout) => async connection =>
    {
        bool? isHttp2 = await StartsWithPrefaceAsync(connection, timeout).ConfigureAwait(false);
        if (isHttp2 is null)
        {
            return;
        }

        if (isHttp2.Value)
        {
            connection.Features.Set<ITlsConnectionFeature>(NegotiatedHttp2.Instance);
            connection.Features.Set<ITlsApplicationProtocolFeature>(NegotiatedHttp2.Instance);
        }

        await next(connection).ConfigureAwait(false);
    };

    /// <summary>Null when the connection ended, or sent too little in time, before it could be told.</summary>
    private static async Task<bool?> StartsWithPrefaceAsync(ConnectionContext connection, TimeSpan timeout)
    {
        using var clock = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        clock.CancelAfter(timeout);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(clock.Token).ConfigureAwait(false);
                int matching = MatchingBytes(result.Buffer);
                bool decided = result.Buffer.Length >= Preface.Length || matching < result.Buffer.Length;
                if (decided)
                {
                    input.AdvanceTo(result.Buffer.Start);
                    return matching == Preface.Length;
                }

                input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                if (result.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            connection.Abort(new ConnectionAbortedException("No request within the header timeout."));
            return null;
        }
    }

    private static int MatchingBytes(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        int length = (int)Math.Min(buffer.Length, start.Length);
        buffer.Slice(0, length).CopyTo(start);
        return start[..length].CommonPrefixLength(Preface);
    }

    /// <summary>What the TLS layer says of a connection that agreed on h2.</summary>
    private sealed class NegotiatedHttp2 : ITlsConnectionFeature, ITlsApplicationProtocolFeature
    {
        internal static readonly NegotiatedHttp2 Instance = new();

        public ReadOnlyMemory<byte> ApplicationProtocol { get; } = "h2"u8.ToArray();

        public X509Certificate2? ClientCertificate
        {
            get => null;
            set => throw new NotSupportedException();
        }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<X509Certificate2?>(null);
    }
}

using Rotel.Arrow.Transport.Http;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>The resolved target of one signal: everything that is the same in all its requests.</summary>
internal sealed class OtlpDestination
{
    internal OtlpDestination(Signal signal, OtlpDestinationOptions options)
    {
        Signal = signal;
        Options = options;
        Target = options.Protocol == OtlpProtocol.Grpc
            ? options.Endpoint.WithPath(GrpcPath(signal))
            : options.EndpointIsFull ? options.Endpoint : options.Endpoint.Append(HttpPath(signal));

        // The path of a gRPC method says nothing about where; the one of an HTTP request does.
        Display = options.Protocol == OtlpProtocol.Grpc ? options.Endpoint.WithPath("/").Display : Target.Display;
    }

    internal Signal Signal { get; }

    internal OtlpDestinationOptions Options { get; }

    /// <summary>Where requests go.</summary>
    internal HttpEndpoint Target { get; }

    /// <summary>The destination in messages.</summary>
    internal string Display { get; }

    /// <summary>Name of the codec in Content-Encoding and grpc-encoding; null when not compressed.</summary>
    internal string? EncodingName => Options.Compression switch
    {
        OtlpCompression.Gzip => "gzip",
        OtlpCompression.Zstd => "zstd",
        _ => null,
    };

    /// <summary>The absolute path of a signal's Export method.</summary>
    internal static string GrpcPath(Signal signal) => signal switch
    {
        Signal.Traces => "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        Signal.Logs => "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        _ => "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    };

    /// <summary>The path of a signal below a base URL.</summary>
    internal static string HttpPath(Signal signal) => "v1/" + signal.Name();

    /// <summary>Adds the user's headers and ours to a request.</summary>
    internal void AddHeaders(HttpRequestMessage request)
    {
        bool hasUserAgent = false;
        foreach (RequestHeader header in Options.Headers)
        {
            hasUserAgent |= header.Name.Equals("user-agent", StringComparison.OrdinalIgnoreCase);

            // A few names (Expires, Allow) belong to the content in .NET's view; the peer sees no difference.
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value))
            {
                request.Content!.Headers.TryAddWithoutValidation(header.Name, header.Value);
            }
        }

        if (!hasUserAgent)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", s_userAgent);
        }
    }

    /// <summary>The form that the OTLP exporter specification asks for.</summary>
    private static readonly string s_userAgent =
        "OTel-OTLP-Exporter-RotelArrow/" + (typeof(OtlpDestination).Assembly.GetName().Version?.ToString(3) ?? "0");
}

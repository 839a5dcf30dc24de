using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap.FromRecords;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Transport.Compression;
using Rotel.Arrow.Transport.Grpc;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// The streaming method of one signal, as a request delegate that reads the body as a pipe.
/// <list type="number">
/// <item>The request headers; what is no gRPC or names an unknown encoding is refused. Ours are sent at once: the Rust
/// client reads no status before it has them.</item>
/// <item>Batch after batch (<see cref="OtapStream"/>), until the sender closes, the stream breaks, its time is over or the
/// receiver stops.</item>
/// <item>What was read is answered, then the trailers say why it ended.</item>
/// </list>
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class OtapStreamReceiver(
    Signal signal,
    OtapReceiverOptions options,
    IIngress ingress,
    SlabPool pool,
    int maxMessageBytes,
    OtapReceiverMetrics metrics,
    OtapReceiverLog log,
    TimeProvider time) : IDisposable
{
    private const string AcceptedEncodings =
        "identity,gzip,zstd,snappy,deflate,zstdarrow1,zstdarrow2,zstdarrow3,zstdarrow4,zstdarrow5,"
        + "zstdarrow6,zstdarrow7,zstdarrow8,zstdarrow9,zstdarrow10";

    private readonly OtapDecoders _decoders = new(signal, pool);
    private readonly BoundedInflater _inflater = new(pool, maxMessageBytes);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Streams read nothing more, answer what they have read, and end.</summary>
    internal void Stop() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _decoders.Dispose();
        _stop.Dispose();
    }

    /// <summary>Serves one stream to its end. Never throws.</summary>
    internal async Task InvokeAsync(HttpContext context)
    {
        // 1.
        if (!GrpcServerCall.TryAccept(context))
        {
            return;
        }

        ContentEncoding encoding = GrpcServerCall.Encoding(context);
        if (encoding == ContentEncoding.Unknown)
        {
            GrpcServerCall.WriteStatus(context, GrpcStatusCode.Unimplemented, $"unsupported grpc-encoding; supported are {AcceptedEncodings}");
            context.Response.Headers.GrpcAcceptEncoding = AcceptedEncodings;
            return;
        }

        if (_stop.IsCancellationRequested)
        {
            GrpcServerCall.WriteStatus(context, GrpcStatusCode.Unavailable, "the gateway is stopping");
            return;
        }

        OtapReceiverMetrics.Counters counters = metrics.Of(signal);
        Interlocked.Increment(ref counters.Streams);
        try
        {
            await ServeAsync(context, encoding, counters).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The peer is gone, and with it everybody who could be answered.
        }
#pragma warning disable CA1031 // The boundary: a defect ends this stream and nothing else.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Fault(signal, error);
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref counters.Streams);
        }
    }

    private async Task ServeAsync(HttpContext context, ContentEncoding encoding, OtapReceiverMetrics.Counters counters)
    {
        // A stream may be silent for as long as it lives; the least rate is for bodies of requests.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.Headers.GrpcAcceptEncoding = AcceptedEncodings;
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted).ConfigureAwait(false);

        using var age = new CancellationTokenSource(options.MaxStreamAge * (1 - (Random.Shared.NextDouble() / 10)), time);
        CancellationToken goAway = context.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(age.Token, _stop.Token, goAway, context.RequestAborted);
        using var slots = new SemaphoreSlim(options.MaxBatchesInFlight);
        var statuses = new OtapStatusWriter(context.Response.BodyWriter, slots);
        Task writing = statuses.RunAsync(context.RequestAborted);
        using var stream = new OtapStream(signal, options, ingress, pool, _inflater, _decoders, statuses, slots, counters, log, maxMessageBytes, time);

        // 2.
        OtapStreamEnd end;
        try
        {
            end = await stream.ReadAsync(context.Request.BodyReader, encoding, reading.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            end = _stop.IsCancellationRequested
                ? new OtapStreamEnd(GrpcStatusCode.Unavailable, "the gateway is stopping")
                : OtapStreamEnd.InOrder;
        }
        finally
        {
            // 3. All slots free again means that all is answered.
            for (int i = 0; i < options.MaxBatchesInFlight; i++)
            {
                await slots.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            statuses.Complete();
            await writing.ConfigureAwait(false);
        }

        context.Response.AppendTrailer("grpc-status", ((int)end.Code).ToString(CultureInfo.InvariantCulture));
        if (end.Code != GrpcStatusCode.Ok)
        {
            context.Response.AppendTrailer("grpc-message", GrpcMessageText.Encode(RpcStatusWriter.Shorten(end.Message)));
        }
    }
}

/// <summary>Why a stream ended, for its trailers.</summary>
internal readonly record struct OtapStreamEnd(GrpcStatusCode Code, string Message)
{
    /// <summary>The sender closed it, or its time was over.</summary>
    internal static OtapStreamEnd InOrder { get; } = new(GrpcStatusCode.Ok, "");
}

using System.IO.Pipelines;
using System.Threading.Channels;
using Rotel.Arrow.Transport.Grpc;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// Writes the answers of one stream in the order in which they become known. They come from pipeline threads, which must
/// not wait for a peer: they are queued, at most as many as batches may be in flight, and one task writes.
/// </summary>
internal sealed class OtapStatusWriter(PipeWriter output, SemaphoreSlim slots)
{
    private readonly Channel<OtapBatchStatus> _queue = Channel.CreateUnbounded<OtapBatchStatus>(
        new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Queues an answer; frees the slot of its batch once it is written.</summary>
    internal void Add(in OtapBatchStatus status) => _queue.Writer.TryWrite(status);

    /// <summary>No answer comes any more.</summary>
    internal void Complete() => _queue.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>. A peer that is gone takes its answers with it; slots are freed all the same.</summary>
    internal async Task RunAsync(CancellationToken gone)
    {
        bool isGone = false;
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            int written = 0;
            while (_queue.Reader.TryRead(out OtapBatchStatus status))
            {
                written++;
                if (!isGone)
                {
                    Write(status);
                }
            }

            try
            {
                if (!isGone)
                {
                    FlushResult flushed = await output.FlushAsync(gone).ConfigureAwait(false);
                    isGone = flushed.IsCompleted;
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or InvalidOperationException)
            {
                isGone = true;
            }

            slots.Release(written);
        }
    }

    private void Write(in OtapBatchStatus status)
    {
        Span<byte> target = output.GetSpan(GrpcFramePrefix.LengthBytes + OtapBatchStatus.MaxBytes);
        int length = status.Write(target[GrpcFramePrefix.LengthBytes..]);
        GrpcFramePrefix.Write(target, compressed: false, (uint)length);
        output.Advance(GrpcFramePrefix.LengthBytes + length);
    }
}

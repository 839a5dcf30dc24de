using System.Buffers;
using System.IO.Pipelines;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otap;

/// <summary>
/// Reads one message of known length from the middle of a stream into admitted memory. Memory is asked for in steps,
/// never more than four times what has arrived. A stream that gets none waits, and so does its sender: flow control
/// holds it back.
/// </summary>
internal sealed class OtapMessage(IIngress ingress, Signal signal, TimeSpan admissionWait, TimeProvider time)
{
    private const int FirstStepBytes = 256 << 10, StepFactor = 4;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20), s_longestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The message in the first <paramref name="length"/> bytes of a slab that the caller owns; null when no memory was to be had.</summary>
    /// <exception cref="IOException">The stream ends within the message.</exception>
    internal async ValueTask<Slab?> ReadAsync(PipeReader reader, int length, CancellationToken cancellation)
    {
        Slab? slab = await AdmitAsync(Math.Min(length, FirstStepBytes), cancellation).ConfigureAwait(false);
        int filled = 0;
        try
        {
            while (slab is not null && filled < length)
            {
                ReadResult result = await reader.ReadAsync(cancellation).ConfigureAwait(false);
                ReadOnlySequence<byte> arrived = result.Buffer.Length > length - filled
                    ? result.Buffer.Slice(0, length - filled)
                    : result.Buffer;
                int bytes = (int)arrived.Length;
                if (bytes > slab.CapacityBytes - filled)
                {
                    long wanted = Math.Max((long)filled + bytes, (long)slab.CapacityBytes * StepFactor);
                    Slab? larger = await AdmitAsync((int)Math.Min(wanted, length), cancellation).ConfigureAwait(false);
                    if (larger is null)
                    {
                        reader.AdvanceTo(result.Buffer.Start);
                        return null;
                    }

                    slab.GetSpan()[..filled].CopyTo(larger.GetSpan());
                    slab.Release();
                    slab = larger;
                }

                arrived.CopyTo(slab.GetSpan()[filled..]);
                filled += bytes;
                reader.AdvanceTo(arrived.End);
                if (result.IsCompleted && filled < length && bytes == result.Buffer.Length)
                {
                    throw new IOException("the stream ends within a message");
                }
            }

            Slab? complete = slab;
            slab = null;
            return complete;
        }
        finally
        {
            slab?.Release();
        }
    }

    private async ValueTask<Slab?> AdmitAsync(int bytes, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = ingress.Pace;
        while (true)
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, cancellation).ConfigureAwait(false);
            }

            Slab? slab = ingress.TryAdmit(signal, bytes).Slab;
            if (slab is not null || time.GetElapsedTime(start) >= admissionWait)
            {
                return slab;
            }

            pause = pause < s_firstPause ? s_firstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
        }
    }
}

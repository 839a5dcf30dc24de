using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Pipeline;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>How reading a body ended.</summary>
internal enum BodyState : byte
{
    /// <summary>All of it is in the slab.</summary>
    Complete = 0,

    /// <summary>More came than was declared or allowed.</summary>
    TooLong,

    /// <summary>The stream ended before the declared length.</summary>
    TooShort,

    /// <summary>The ingress has no room.</summary>
    NotAdmitted,
}

/// <summary>A body, or why there is none.</summary>
/// <param name="State">How it ended.</param>
/// <param name="Slab">The bytes on <see cref="BodyState.Complete"/>, owned by the receiver of this value.</param>
/// <param name="Length">Bytes read.</param>
/// <param name="Admission">The refusal on <see cref="BodyState.NotAdmitted"/>.</param>
internal readonly record struct BodyRead(BodyState State, Slab? Slab = null, int Length = 0, Admission Admission = default);

/// <summary>
/// Copies a request body from its pipe into memory of the ingress as it arrives, so that the server's own buffers are
/// free again at once.
/// </summary>
/// <remarks>
/// A declared length is not believed beyond <see cref="FirstStepBytes"/>: memory is admitted in steps, never more than
/// four times what has arrived. A peer that declares 64 MiB and then stalls holds 256 KiB of the budget, not 64 MiB.
/// </remarks>
internal static class AdmittedBody
{
    /// <summary>Admitted before the first byte: nearly all requests of SDKs and collectors fit.</summary>
    internal const int FirstStepBytes = 256 << 10;

    private const int FirstStepOfUnknownBytes = 32 << 10, StepFactor = 4;

    /// <summary>
    /// Reads to the end of the stream. Exceptions of the pipe (peer gone, too slow) pass, with nothing held.
    /// </summary>
    /// <param name="reader">The body.</param>
    /// <param name="ingress">Gives the memory.</param>
    /// <param name="signal">For admission.</param>
    /// <param name="declaredBytes">The exact length, already held against the limit; -1 when unknown.</param>
    /// <param name="limitBytes">Most bytes of a body of unknown length.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal static async ValueTask<BodyRead> ReadAsync(
        PipeReader reader, IIngress ingress, Signal signal, int declaredBytes, int limitBytes)
    {
        int most = declaredBytes >= 0 ? declaredBytes : limitBytes;
        TimeSpan pace = ingress.Pace;
        if (pace > TimeSpan.Zero)
        {
            await Task.Delay(pace).ConfigureAwait(false);
        }

        Admission admission = ingress.TryAdmit(signal, Math.Min(most, declaredBytes >= 0 ? FirstStepBytes : FirstStepOfUnknownBytes));
        if (admission.Slab is null)
        {
            return new BodyRead(BodyState.NotAdmitted, Admission: admission);
        }

        Slab? slab = admission.Slab;
        int length = 0;
        try
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (buffer.Length > most - length)
                {
                    reader.AdvanceTo(buffer.End);
                    return new BodyRead(BodyState.TooLong, Length: length);
                }

                int arrived = (int)buffer.Length;
                if (arrived > slab.CapacityBytes - length)
                {
                    admission = Grow(ingress, signal, slab, length, arrived, most);
                    if (admission.Slab is null)
                    {
                        reader.AdvanceTo(buffer.End);
                        return new BodyRead(BodyState.NotAdmitted, Admission: admission);
                    }

                    slab = admission.Slab;
                }

                buffer.CopyTo(slab.GetSpan()[length..]);
                length += arrived;
                reader.AdvanceTo(buffer.End);
                if (!result.IsCompleted)
                {
                    continue;
                }

                if (length < declaredBytes)
                {
                    return new BodyRead(BodyState.TooShort, Length: length);
                }

                Slab complete = slab;
                slab = null;
                return new BodyRead(BodyState.Complete, complete, length);
            }
        }
        finally
        {
            slab?.Release();
        }
    }

    /// <summary>A larger slab with the same bytes, the smaller one released; or the refusal, and the smaller one stays.</summary>
    private static Admission Grow(IIngress ingress, Signal signal, Slab slab, int length, int arrived, int most)
    {
        long wanted = Math.Max((long)length + arrived, (long)slab.CapacityBytes * StepFactor);
        Admission admission = ingress.TryAdmit(signal, (int)Math.Min(wanted, most));
        if (admission.Slab is not null)
        {
            slab.GetSpan()[..length].CopyTo(admission.Slab.GetSpan());
            slab.Release();
        }

        return admission;
    }
}

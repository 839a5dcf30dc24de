using System.Buffers;
using Rotel.Arrow.Memory;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>Zstandard (RFC 8878), one frame or several, over ZstdSharp's streaming decoder.</summary>
/// <remarks>
/// When the frame declares its length and the output has that much room, the decoder works straight into the slab.
/// Otherwise it needs a window of its own. Contexts for windows up to 1 MiB are pooled; a larger one (up to 32 MiB, as
/// encoders with long windows and no declared length ask for) is charged to the budget, used once and freed. Frames
/// after the first one may not ask for a larger window than that context has.
/// </remarks>
internal static class ZstdInflate
{
    /// <summary>Largest window: 32 MiB, four times what RFC 8878 section 3.1.1.1.2 recommends to support.</summary>
    internal const int MaxWindowBytes = 1 << 25;

    private const int PooledWindowLog = 20;

    private static readonly ContextPool<Decompressor> s_contexts =
        new(static () => Create(PooledWindowLog), static context => context.Dispose());

    internal static InflateResult Inflate(ref BoundedOutput output, ByteBudget budget, ReadOnlySpan<byte> input)
    {
        ZstdFrameHeader header = ZstdFrameHeader.Read(input);
        if (header.ContentBytes > output.RoomBytes)
        {
            return new InflateResult(InflateStatus.TooLarge);
        }

        if (header.WindowBytes > MaxWindowBytes)
        {
            return InflateResult.Corrupt(ContentEncoding.Zstd, $"window above {MaxWindowBytes} bytes");
        }

        if (!output.TryStart(input.Length, header.ContentBytes))
        {
            return new InflateResult(InflateStatus.OverBudget);
        }

        InflateResult result = header.WindowLog <= PooledWindowLog
            ? WithPooledContext(ref output, input)
            : WithOwnContext(ref output, budget, header, input);

        // The streaming decoder does not hold the first frame to the length it declared.
        if (result.Status == InflateStatus.Ok && result.Length < header.ContentBytes)
        {
            result.Slab!.Release();
            return InflateResult.Corrupt(ContentEncoding.Zstd, "shorter than it declares");
        }

        return result;
    }

    private static InflateResult WithPooledContext(ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        Decompressor context = s_contexts.Rent();
        try
        {
            context.ResetStream();
            return Decode(context, ref output, input);
        }
        finally
        {
            s_contexts.Return(context);
        }
    }

    private static InflateResult WithOwnContext(
        ref BoundedOutput output, ByteBudget budget, ZstdFrameHeader header, ReadOnlySpan<byte> input)
    {
        long window = (long)header.WindowBytes;
        if (!budget.TryReserve(window))
        {
            return new InflateResult(InflateStatus.OverBudget);
        }

        try
        {
            using Decompressor context = Create(header.WindowLog);
            return Decode(context, ref output, input);
        }
        finally
        {
            budget.Release(window);
        }
    }

    private static InflateResult Decode(Decompressor context, ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        while (true)
        {
            int consumed, written;
            OperationStatus state;
            try
            {
                state = context.UnwrapStream(input, output.Free, out consumed, out written);
            }
            catch (ZstdException)
            {
                return InflateResult.Corrupt(ContentEncoding.Zstd, "not Zstandard, or damaged");
            }

            input = input[consumed..];
            output.Advance(written);
            switch (state)
            {
                case OperationStatus.Done when input.IsEmpty:
                    return output.Detach();

                case OperationStatus.Done when consumed > 0:
                    break;

                case OperationStatus.DestinationTooSmall when consumed > 0 || written > 0 || output.Free.IsEmpty:
                    InflateStatus status = output.Free.IsEmpty ? output.Grow(1) : InflateStatus.Ok;
                    if (status != InflateStatus.Ok)
                    {
                        return new InflateResult(status);
                    }

                    break;

                case OperationStatus.NeedMoreData:
                    return InflateResult.Corrupt(ContentEncoding.Zstd, "truncated");

                default:
                    return InflateResult.Corrupt(ContentEncoding.Zstd, "not Zstandard, or damaged");
            }
        }
    }

    private static Decompressor Create(int windowLog)
    {
        var context = new Decompressor();
        context.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, windowLog);
        return context;
    }
}

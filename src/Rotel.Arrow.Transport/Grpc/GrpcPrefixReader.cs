using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Rotel.Arrow.Transport.Grpc;

/// <summary>What stands where a message should begin.</summary>
public enum GrpcPrefixState : byte
{
    /// <summary>A prefix: a message of that length follows.</summary>
    Message = 0,

    /// <summary>The end of the stream.</summary>
    End,

    /// <summary>The end of the stream within the five bytes, or a flag that is neither 0 nor 1 (INTERNAL).</summary>
    Invalid,
}

/// <summary>A prefix as it was read.</summary>
/// <param name="State">Whether there is one.</param>
/// <param name="Compressed">The message is compressed with the encoding of the call.</param>
/// <param name="MessageBytes">Declared length; nothing may be allocated from it before it is held against a limit.</param>
public readonly record struct GrpcPrefix(GrpcPrefixState State, bool Compressed = false, uint MessageBytes = 0);

/// <summary>
/// Reads the five bytes before a message and nothing more, so that limits and admission can decide before a byte of the
/// message is taken from the connection.
/// </summary>
public static class GrpcPrefixReader
{
    /// <summary>
    /// Waits for the next prefix. The bytes after it stay in the pipe. Exceptions of the pipe (the peer is gone) pass.
    /// </summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<GrpcPrefix> ReadAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (buffer.Length >= GrpcFramePrefix.LengthBytes)
            {
                GrpcPrefix prefix = Parse(buffer);
                SequencePosition after = buffer.GetPosition(GrpcFramePrefix.LengthBytes);
                reader.AdvanceTo(after, after);
                return prefix;
            }

            if (result.IsCompleted)
            {
                GrpcPrefixState state = buffer.IsEmpty ? GrpcPrefixState.End : GrpcPrefixState.Invalid;
                reader.AdvanceTo(buffer.End);
                return new GrpcPrefix(state);
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static GrpcPrefix Parse(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[GrpcFramePrefix.LengthBytes];
        buffer.Slice(0, GrpcFramePrefix.LengthBytes).CopyTo(bytes);
        return GrpcFramePrefix.TryRead(bytes, out bool compressed, out uint messageBytes)
            ? new GrpcPrefix(GrpcPrefixState.Message, compressed, messageBytes)
            : new GrpcPrefix(GrpcPrefixState.Invalid);
    }
}

using System.Buffers.Binary;
using Apache.Arrow;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Ipc.Compression;
using Rotel.Arrow.Columnar.Ipc.Flatbuffers;
using Rotel.Arrow.Columnar.Ipc.Schemas;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Columnar.Ipc.Reading;

/// <summary>
/// The buffers of one message: slices of the received body where they can stay, else copies or decompressed bytes on one
/// slab for the whole message, each at a multiple of 64.
/// </summary>
/// <remarks>
/// A compressed buffer begins with the length it claims to have (i64; -1 = stored as it is). Memory is rented for a claim
/// of up to 64 times the compressed bytes plus 16 KiB; a larger claim has to prove itself: it gets that much, and four
/// times more each time the content has filled it. Reused from message to message.
/// </remarks>
internal sealed class MessageBody(IpcReaderOptions options)
{
    private const int BufferBytes = 16, Slack = 16 << 10, BelievedRatio = 64, Growth = 4;

    private const int MostSlabBytes = 1 << 30;

    private readonly FrameDecoder _decoder = new();
    private ArrowBuffer[] _buffers = [];
    private int _next;
    private int _count;

    /// <summary>Prepares all buffers of a record batch table.</summary>
    /// <param name="batch">Table RecordBatch.</param>
    /// <param name="body">The body, as received.</param>
    /// <param name="expected">Buffers that the schema has.</param>
    /// <param name="context">Takes the slabs that the buffers point into.</param>
    /// <param name="budget">Limits of the metadata.</param>
    internal void Load(FlatTable batch, ReadOnlyMemory<byte> body, int expected, SealContext context, FlatBudget budget)
    {
        FlatVector vector = batch.Vector(MetadataFields.Batch.Buffers, BufferBytes);
        if (vector.Count != expected)
        {
            throw new IpcException(
                IpcErrorCode.Malformed, null, $"a message has {vector.Count} buffers, its schema has {expected}");
        }

        _next = 0;
        _count = expected;
        if (_buffers.Length < expected)
        {
            _buffers = new ArrowBuffer[expected];
        }

        if (batch.Has(MetadataFields.Batch.Compression))
        {
            FlatTable compression = batch.Table(MetadataFields.Batch.Compression, "compression", budget);
            byte codec = compression.Byte(MetadataFields.Compression.Codec);
            byte method = compression.Byte(MetadataFields.Compression.Method);
            if (codec > MetadataFields.Compression.Zstd || method != 0)
            {
                throw new IpcException(IpcErrorCode.Unsupported, null, $"compression codec {codec}, method {method} is not supported");
            }

            _decoder.Begin(codec);
            try
            {
                Decompress(vector, body, codec, context);
            }
            finally
            {
                _decoder.End();
            }
        }
        else
        {
            Take(vector, body, context);
        }
    }

    /// <summary>The next buffer in walk order.</summary>
    internal ArrowBuffer Next() => _buffers[_next++];

    /// <summary>Lets go of the memory, which the batch or nobody owns now.</summary>
    internal void Clear() => _buffers.AsSpan(0, _count).Clear();

    private static (int Offset, int Length) Bounds(FlatVector vector, int index, int bodyBytes)
    {
        ReadOnlySpan<byte> entry = vector.Bytes.Slice(index * BufferBytes, BufferBytes);
        long offset = BinaryPrimitives.ReadInt64LittleEndian(entry), length = BinaryPrimitives.ReadInt64LittleEndian(entry[8..]);
        if (length == 0)
        {
            return (0, 0);
        }

        return offset >= 0 && length > 0 && length <= bodyBytes && offset <= bodyBytes - length && (offset & 7) == 0
            ? ((int)offset, (int)length)
            : throw new IpcException(
                IpcErrorCode.Malformed, null, $"buffer {index} [{offset}, +{length}) does not fit a body of {bodyBytes} bytes, or is not aligned to 8");
    }

    private void Take(FlatVector vector, ReadOnlyMemory<byte> body, SealContext context)
    {
        ReadOnlyMemory<byte> memory = body;
        if (!IsUsableInPlace(body))
        {
            Slab slab = Rent(context, body.Length);
            body.Span.CopyTo(slab.GetSpan());
            memory = slab.ReadOnly(body.Length);
        }
        else if (Slab.Find(body) is { } received)
        {
            context.Slabs.Add(received.Retain());
        }

        long total = 0;
        for (int i = 0; i < vector.Count; i++)
        {
            (int offset, int length) = Bounds(vector, i, body.Length);
            total += length;
            _buffers[i] = length == 0 ? ArrowBuffer.Empty : new ArrowBuffer(memory.Slice(offset, length));
        }

        // Buffers that overlap would let few bytes stand for many.
        CheckTotal(total);
    }

    /// <summary>True for memory that stays while the batch lives: on a slab, or in an array; and aligned.</summary>
    private static bool IsUsableInPlace(ReadOnlyMemory<byte> body) =>
        body.IsEmpty
        || (SpanCast.IsAligned(body.Span, 8) && (Slab.Find(body) is not null || SpanCast.IsArray(body)));

    private void Decompress(FlatVector vector, ReadOnlyMemory<byte> body, byte codec, SealContext context)
    {
        // 1. What does each buffer claim, and how much of that is believed?
        long total = 0, believed = 0;
        for (int i = 0; i < vector.Count; i++)
        {
            (int offset, int length) = Bounds(vector, i, body.Length);
            if (length == 0)
            {
                continue;
            }

            // The claim by itself first: the sum of sound ones cannot overflow.
            long claim = Claim(body.Span.Slice(offset, length), codec, i);
            CheckTotal(claim);
            total += claim;
            CheckTotal(total);
            believed += claim <= Believed(length) ? Aligned(claim) : 0;
        }

        // 2. One slab for all of those, then one by one.
        if (believed > MostSlabBytes)
        {
            throw new IpcException(IpcErrorCode.LimitExceeded, null, $"a body of {believed} bytes");
        }

        Slab? shared = believed == 0 ? null : Rent(context, (int)believed);
        int at = 0;
        for (int i = 0; i < vector.Count; i++)
        {
            (int offset, int length) = Bounds(vector, i, body.Length);
            if (length == 0)
            {
                _buffers[i] = ArrowBuffer.Empty;
                continue;
            }

            ReadOnlySpan<byte> buffer = body.Span.Slice(offset, length);
            int claim = (int)Claim(buffer, codec, i);
            if (claim > Believed(length))
            {
                _buffers[i] = Prove(buffer[8..], claim, i, context);
                continue;
            }

            // A prefix of 0 may stand alone; a frame behind it has to be empty, too.
            if (buffer.Length == 8)
            {
                _buffers[i] = claim == 0 ? ArrowBuffer.Empty : throw Corrupt(i);
                continue;
            }

            Span<byte> target = claim == 0 ? default : shared!.GetSpan().Slice(at, claim);
            if (BinaryPrimitives.ReadInt64LittleEndian(buffer) == -1)
            {
                buffer[8..].CopyTo(target);
            }
            else if (_decoder.Decode(buffer[8..], target, out int written) != FrameResult.Done || written != claim)
            {
                throw Corrupt(i);
            }

            _buffers[i] = claim == 0 ? ArrowBuffer.Empty : new ArrowBuffer(shared!.Memory.Slice(at, claim));
            at += (int)Aligned(claim);
        }
    }

    private ArrowBuffer Prove(ReadOnlySpan<byte> frame, int claim, int index, SealContext context)
    {
        int room = Believed(frame.Length);
        while (true)
        {
            Slab slab = TryRent(context, room) ?? throw OverBudget(room);
            FrameResult result = _decoder.Decode(frame, slab.GetSpan()[..room], out int written);
            if (result == FrameResult.Done && written == claim)
            {
                return context.Wrap(slab, claim);
            }

            slab.Release();
            if (result != FrameResult.NoRoom || room == claim)
            {
                throw Corrupt(index);
            }

            room = (int)Math.Min(claim, (long)room * Growth);
        }
    }

    /// <summary>Length after decompression, as the buffer's first eight bytes say it.</summary>
    private static long Claim(ReadOnlySpan<byte> buffer, byte codec, int index)
    {
        if (buffer.Length < 8)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, $"compressed buffer {index} is shorter than its length prefix");
        }

        long claim = BinaryPrimitives.ReadInt64LittleEndian(buffer);
        if (claim == -1)
        {
            return buffer.Length - 8;
        }

        bool isPossible = claim >= 0
            && (codec != MetadataFields.Compression.Lz4Frame || claim / Lz4Frame.MaxRatio <= buffer.Length);
        return isPossible
            ? claim
            : throw new IpcException(IpcErrorCode.Malformed, null, $"compressed buffer {index} of {buffer.Length} bytes claims {claim}");
    }

    private static int Believed(int compressedBytes) => (int)Math.Min(int.MaxValue, Slack + ((long)compressedBytes * BelievedRatio));

    private static long Aligned(long bytes) => (bytes + 63) & ~63L;

    private static IpcException Corrupt(int index) =>
        new(IpcErrorCode.Malformed, null, $"compressed buffer {index} is damaged or has another length than it claims");

    private static IpcException OverBudget(int bytes) =>
        new(IpcErrorCode.OverBudget, null, $"no room for {bytes} bytes now");

    private static Slab? TryRent(SealContext context, int bytes) => context.Pool.TryRent(bytes);

    private static Slab Rent(SealContext context, int bytes)
    {
        Slab slab = TryRent(context, bytes) ?? throw OverBudget(bytes);
        context.Slabs.Add(slab);
        return slab;
    }

    private void CheckTotal(long bytes)
    {
        if (bytes > options.MaxDecompressedBytes)
        {
            throw new IpcException(
                IpcErrorCode.LimitExceeded, null, $"a body of {bytes} bytes or more, at most {options.MaxDecompressedBytes} are read");
        }
    }
}

using System.Buffers.Binary;
using System.Numerics;
using Snappier;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// Snappy in both its forms: a bare block (the format description of google/snappy) or the framing format
/// (framing_format.txt, "stream identifier" first). No block starts like a stream identifier: read as a block, its
/// third element would refer to bytes before the output.
/// </summary>
internal static class SnappyInflate
{
    /// <summary>A copy element of three bytes yields at most 64: no block expands more.</summary>
    private const int MaxRatio = 22;

    private const int MaxChunkContentBytes = 65536;
    private const byte CompressedChunk = 0x00, PlainChunk = 0x01, FirstSkippable = 0x80, Identifier = 0xFF;

    private static ReadOnlySpan<byte> StreamIdentifier => [Identifier, 6, 0, 0, (byte)'s', (byte)'N', (byte)'a', (byte)'P', (byte)'p', (byte)'Y'];

    internal static InflateResult Inflate(ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        InflateStatus status = input.StartsWith(StreamIdentifier)
            ? Framed(ref output, input)
            : Block(ref output, input, int.MaxValue);
        return status switch
        {
            InflateStatus.Ok => output.Detach(),
            InflateStatus.Corrupt => InflateResult.Corrupt(ContentEncoding.Snappy, "damaged or truncated"),
            _ => new InflateResult(status),
        };
    }

    /// <summary>One block: its declared length is held against the limit and the input before memory is rented.</summary>
    private static InflateStatus Block(ref BoundedOutput output, ReadOnlySpan<byte> block, int maxBytes)
    {
        if (!TryReadLength(block, out uint declared) || declared > (ulong)block.Length * MaxRatio || declared > (uint)maxBytes)
        {
            return InflateStatus.Corrupt;
        }

        InflateStatus status = output.Grow((int)declared);
        if (status != InflateStatus.Ok)
        {
            return status;
        }

        try
        {
            if (!Snappy.TryDecompress(block, output.Free[..(int)declared], out int written) || written != (int)declared)
            {
                return InflateStatus.Corrupt;
            }
        }
        catch (InvalidDataException)
        {
            return InflateStatus.Corrupt;
        }

        output.Advance((int)declared);
        return InflateStatus.Ok;
    }

    /// <summary>Chunks of type (1 byte), length (3 bytes, little end first) and content.</summary>
    private static InflateStatus Framed(ref BoundedOutput output, ReadOnlySpan<byte> input)
    {
        if (!output.TryStart(input.Length, declaredBytes: -1))
        {
            return InflateStatus.OverBudget;
        }

        while (!input.IsEmpty)
        {
            if (input.Length < 4)
            {
                return InflateStatus.Corrupt;
            }

            byte type = input[0];
            int length = input[1] | (input[2] << 8) | (input[3] << 16);
            if (input.Length - 4 < length)
            {
                return InflateStatus.Corrupt;
            }

            InflateStatus status = Chunk(ref output, type, input.Slice(4, length));
            if (status != InflateStatus.Ok)
            {
                return status;
            }

            input = input[(4 + length)..];
        }

        return InflateStatus.Ok;
    }

    private static InflateStatus Chunk(ref BoundedOutput output, byte type, ReadOnlySpan<byte> content)
    {
        switch (type)
        {
            case Identifier:
                return content.SequenceEqual(StreamIdentifier[4..]) ? InflateStatus.Ok : InflateStatus.Corrupt;

            case CompressedChunk or PlainChunk when content.Length < 4:
                return InflateStatus.Corrupt;

            case CompressedChunk or PlainChunk:
                int start = output.Length;
                InflateStatus status = type == CompressedChunk
                    ? Block(ref output, content[4..], MaxChunkContentBytes)
                    : Plain(ref output, content[4..]);
                if (status != InflateStatus.Ok)
                {
                    return status;
                }

                uint expected = BinaryPrimitives.ReadUInt32LittleEndian(content);
                return MaskedCrc32C(output.Written[start..]) == expected ? InflateStatus.Ok : InflateStatus.Corrupt;

            default:
                // 0x02 to 0x7F must not be skipped, 0x80 to 0xFE (padding included) may be.
                return type >= FirstSkippable ? InflateStatus.Ok : InflateStatus.Corrupt;
        }
    }

    private static InflateStatus Plain(ref BoundedOutput output, ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxChunkContentBytes)
        {
            return InflateStatus.Corrupt;
        }

        InflateStatus status = output.Grow(content.Length);
        if (status == InflateStatus.Ok)
        {
            content.CopyTo(output.Free);
            output.Advance(content.Length);
        }

        return status;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> block, out uint length)
    {
        ulong value = 0;
        for (int i = 0; i < block.Length && i < 5; i++)
        {
            value |= (ulong)(block[i] & 0x7F) << (7 * i);
            if (block[i] < 0x80)
            {
                length = (uint)value;
                return value <= uint.MaxValue;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>CRC-32C, rotated right by 15 bits plus a constant (framing format, section 3).</summary>
    private static uint MaskedCrc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}

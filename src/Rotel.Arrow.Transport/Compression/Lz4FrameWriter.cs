using System.Buffers.Binary;
using K4os.Compression.LZ4;
using K4os.Hash.xxHash;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>
/// Writes a body as one LZ4 frame of independent blocks of 64 KiB, without checksums: the connection has its own.
/// <code>
/// magic, flags 0x60, block size 0x40, header checksum, then a block: u32 size (top bit: stored), bytes; u32 0
/// </code>
/// Source: lz4_Frame_format.md 1.6.
/// </summary>
internal static class Lz4FrameWriter
{
    /// <summary>Also the size of the pieces that bodies mostly have.</summary>
    private const int BlockBytes = 64 << 10;

    private const byte Flags = 0x60;
    private const byte BlockSize = 0x40;
    private const uint Stored = 0x8000_0000;

    private static readonly byte s_headerChecksum = (byte)(XXH32.DigestOf([Flags, BlockSize]) >> 8);

    public static void Write(RequestBody source, SlabChain target)
    {
        Span<byte> header = target.GetSpan(7);
        BinaryPrimitives.WriteUInt32LittleEndian(header, Lz4FrameHeader.Magic);
        header[4] = Flags;
        header[5] = BlockSize;
        header[6] = s_headerChecksum;
        target.Advance(7);
        for (int i = 0; i < source.PieceCount; i++)
        {
            ReadOnlySpan<byte> piece = source.Piece(i).Span;
            while (!piece.IsEmpty)
            {
                ReadOnlySpan<byte> block = piece[..Math.Min(piece.Length, BlockBytes)];
                piece = piece[block.Length..];
                WriteBlock(block, target);
            }
        }

        BinaryPrimitives.WriteUInt32LittleEndian(target.GetSpan(sizeof(uint)), 0);
        target.Advance(sizeof(uint));
    }

    private static void WriteBlock(ReadOnlySpan<byte> block, SlabChain target)
    {
        Span<byte> room = target.GetSpan(sizeof(uint) + LZ4Codec.MaximumOutputSize(block.Length));
        int length = LZ4Codec.Encode(block, room[sizeof(uint)..], LZ4Level.L00_FAST);
        uint mark = 0;
        if (length <= 0 || length >= block.Length)
        {
            block.CopyTo(room[sizeof(uint)..]);
            (length, mark) = (block.Length, Stored);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(room, (uint)length | mark);
        target.Advance(sizeof(uint) + length);
    }
}

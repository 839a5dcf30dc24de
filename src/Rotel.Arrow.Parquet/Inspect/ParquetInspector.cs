using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using Rotel.Arrow.Parquet.Format;
using Rotel.Arrow.Parquet.Thrift;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>
/// Looks at the structure of a Parquet file of any writer: footer, page headers, page indexes, checksums. Values are
/// not decoded. The file is not trusted: every size is compared with the size of the file and with
/// <see cref="ParquetInspectLimits"/> before memory is taken, and every defect is a
/// <see cref="ParquetFormatException"/>.
/// </summary>
/// <remarks>One thread. The stream must be seekable; it stays open.</remarks>
public sealed class ParquetInspector
{
    private const int MinHeaderWindow = 4 << 10;

    private readonly Stream _file;
    private readonly ParquetInspectLimits _limits;

    /// <summary>Reads the footer.</summary>
    /// <param name="file">The file.</param>
    /// <param name="limits">What it may ask for; null for the defaults.</param>
    /// <exception cref="ParquetFormatException">Not a Parquet file, or damaged.</exception>
    public ParquetInspector(Stream file, ParquetInspectLimits? limits = null)
    {
        _file = file;
        _limits = limits ?? new ParquetInspectLimits();
        FileBytes = file.Length;
        Metadata = ReadFooter(out int footerBytes);
        FooterBytes = footerBytes;
        Leaves = SchemaTree.Leaves(Metadata.Schema);
        foreach (ParquetRowGroup group in Metadata.RowGroups)
        {
            if (group.Columns.Count != Leaves.Count)
            {
                throw new ParquetFormatException(
                    $"A row group has {group.Columns.Count} column chunks, the schema {Leaves.Count} leaf columns.");
            }
        }
    }

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; }

    /// <summary>Bytes of the footer.</summary>
    public int FooterBytes { get; }

    /// <summary>The footer.</summary>
    public ParquetFileMetadata Metadata { get; }

    /// <summary>The leaf columns, in the order of the chunks of each row group.</summary>
    public IReadOnlyList<ParquetLeaf> Leaves { get; }

    /// <summary>Walks the page headers of a chunk, dictionary page first.</summary>
    /// <exception cref="ParquetFormatException">A header is damaged, or pages leave the chunk or the file.</exception>
    public IEnumerable<ParquetPage> ReadPages(ParquetColumnChunk chunk)
    {
        if (chunk.IsEncrypted)
        {
            throw new ParquetFormatException("The column chunk is encrypted.");
        }

        // The dictionary page may be unannounced (parquet-mr 1.8), or announced at 0; without rows the data page is at 0.
        long at = (chunk.DictionaryPageOffset, chunk.DataPageOffset) switch
        {
            (> 0 and var dictionary, > 0 and var data) => Math.Min(dictionary, data),
            (> 0 and var dictionary, _) => dictionary,
            (_, var data) => data,
        };
        if (at < 4 || chunk.CompressedSize < 0 || at > FileBytes - chunk.CompressedSize)
        {
            throw new ParquetFormatException(
                $"A column chunk of {chunk.CompressedSize} bytes at {at} is not within the file of {FileBytes} bytes.");
        }

        long end = at + chunk.CompressedSize;
        long values = 0;
        while (values < chunk.ValueCount || (values == 0 && at < end))
        {
            if (at >= end)
            {
                throw new ParquetFormatException(
                    $"The pages of a column chunk hold {values} of its {chunk.ValueCount} values.");
            }

            ParquetPage page = ReadPageHeader(at, end);
            if (page.End > end)
            {
                throw new ParquetFormatException(
                    $"The page at {at} ends at {page.End}, behind its column chunk, which ends at {end}.");
            }

            yield return page;
            values += page.IsData ? page.Header.ValueCount : 0;
            at = page.End;
        }
    }

    /// <summary>Compares the body of a page with its checksum; null when it has none.</summary>
    public bool? VerifyChecksum(in ParquetPage page)
    {
        if (page.Header.Crc is not { } expected)
        {
            return null;
        }

        var crc = new Crc32();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            _file.Position = page.BodyOffset;
            for (int left = page.Header.CompressedSize; left > 0;)
            {
                int count = Math.Min(left, buffer.Length);
                ReadExactly(buffer.AsSpan(0, count));
                crc.Append(buffer.AsSpan(0, count));
                left -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return unchecked((int)crc.GetCurrentHashAsUInt32()) == expected;
    }

    /// <summary>The offset index of a chunk; null when it has none.</summary>
    public ParquetOffsetIndex? ReadOffsetIndex(ParquetColumnChunk chunk) =>
        chunk.OffsetIndexOffset is { } offset && chunk.OffsetIndexLength is { } length
            ? new MetadataReader(ReadPart("offset index", offset, length), _limits.Items).OffsetIndex()
            : null;

    /// <summary>The column index of a chunk; null when it has none.</summary>
    public ParquetColumnIndex? ReadColumnIndex(ParquetColumnChunk chunk) =>
        chunk.ColumnIndexOffset is { } offset && chunk.ColumnIndexLength is { } length
            ? new MetadataReader(ReadPart("column index", offset, length), _limits.Items).ColumnIndex()
            : null;

    /// <summary>Bytes of the bloom filter's bits; null when the chunk has none.</summary>
    public int? ReadBloomFilterBytes(ParquetColumnChunk chunk)
    {
        if (chunk.BloomFilterOffset is not { } offset)
        {
            return null;
        }

        // The length is younger than the offset; the header itself is about 15 bytes.
        long left = offset < 0 || offset > FileBytes ? 0 : FileBytes - offset;
        int length = chunk.BloomFilterLength ?? (int)Math.Min(left, 256);
        int bytes = new MetadataReader(
            ReadPart("bloom filter header", offset, Math.Min(length, 256)), _limits.Items).BloomFilterBytes();
        if (bytes < 32 || bytes % 32 != 0 || bytes > left)
        {
            throw new ParquetFormatException($"A bloom filter of {bytes} bytes at {offset} cannot be.");
        }

        return bytes;
    }

    private ParquetFileMetadata ReadFooter(out int footerBytes)
    {
        if (FileBytes < 12)
        {
            throw new ParquetFormatException($"{FileBytes} bytes are too few for a Parquet file.");
        }

        Span<byte> ends = stackalloc byte[12];
        _file.Position = 0;
        ReadExactly(ends[..4]);
        _file.Position = FileBytes - 8;
        ReadExactly(ends[4..]);
        if (ends[8..].SequenceEqual("PARE"u8))
        {
            throw new ParquetFormatException("The footer is encrypted.");
        }

        if (!ends[..4].SequenceEqual("PAR1"u8) || !ends[8..].SequenceEqual("PAR1"u8))
        {
            throw new ParquetFormatException(
                ends[..4].SequenceEqual("PAR1"u8)
                    ? "The file starts as Parquet, but does not end so: it is incomplete."
                    : "The file is not Parquet: PAR1 is missing at its start or end.");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(ends[4..]);
        if (length > FileBytes - 12 || length > _limits.FooterBytes)
        {
            throw new ParquetFormatException(
                $"A footer of {length} bytes in a file of {FileBytes} bytes (limit {_limits.FooterBytes}).");
        }

        footerBytes = (int)length;
        byte[] footer = new byte[footerBytes];
        _file.Position = FileBytes - 8 - footerBytes;
        ReadExactly(footer);
        return new MetadataReader(footer, _limits.Items).Footer();
    }

    private ParquetPage ReadPageHeader(long at, long end)
    {
        // Headers have no length of their own: a small window grows while they do not fit.
        for (long window = MinHeaderWindow; ; window *= 4)
        {
            int length = (int)Math.Min(window, Math.Min(end - at, _limits.PartBytes));
            byte[] bytes = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                _file.Position = at;
                ReadExactly(bytes.AsSpan(0, length));
                var reader = new MetadataReader(bytes.AsSpan(0, length), _limits.Items);
                ParquetPageHeader header = reader.PageHeader();
                return new ParquetPage(at, reader.Position, header);
            }
            catch (ParquetFormatException error)
            {
                if (length < window)
                {
                    throw new ParquetFormatException($"The page header at {at}: {error.Message}", error);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }

    private byte[] ReadPart(string what, long offset, int length)
    {
        if (length < 0 || length > _limits.PartBytes || offset < 4 || offset > FileBytes - length)
        {
            throw new ParquetFormatException(
                $"The {what} of {length} bytes at {offset} is not within the file of {FileBytes} bytes.");
        }

        byte[] bytes = new byte[length];
        _file.Position = offset;
        ReadExactly(bytes);
        return bytes;
    }

    private void ReadExactly(Span<byte> bytes)
    {
        if (_file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw new ParquetFormatException("The file ended while it was read.");
        }
    }
}

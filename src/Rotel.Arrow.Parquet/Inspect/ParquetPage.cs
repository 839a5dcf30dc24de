using Rotel.Arrow.Parquet.Format;

namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>A page found in a file.</summary>
/// <param name="Offset">Offset of the header in the file.</param>
/// <param name="HeaderBytes">Bytes of the header.</param>
/// <param name="Header">The header.</param>
public readonly record struct ParquetPage(long Offset, int HeaderBytes, ParquetPageHeader Header)
{
    /// <summary>Offset of the body.</summary>
    public long BodyOffset => Offset + HeaderBytes;

    /// <summary>Offset behind the body.</summary>
    public long End => BodyOffset + Header.CompressedSize;

    /// <summary>Not a dictionary.</summary>
    public bool IsData => Header.Type is ParquetPageType.DataPage or ParquetPageType.DataPageV2;
}

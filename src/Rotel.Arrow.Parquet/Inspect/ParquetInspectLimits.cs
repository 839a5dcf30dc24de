namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>What a file may ask for while it is looked at. Every limit is checked before memory is taken.</summary>
public sealed record ParquetInspectLimits
{
    /// <summary>Most bytes of the footer; it is read at once. Default 64 MiB.</summary>
    public int FooterBytes { get; init; } = 64 << 20;

    /// <summary>Most bytes of a page header, a column index or an offset index. Default 16 MiB.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>
    /// Most structures, strings and list elements of a footer or index, which bounds the memory made of them to about
    /// 200 bytes each. Default 2 million: 1000 columns in 200 row groups.
    /// </summary>
    public int Items { get; init; } = 2_000_000;
}

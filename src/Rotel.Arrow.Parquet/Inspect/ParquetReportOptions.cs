namespace Rotel.Arrow.Parquet.Inspect;

/// <summary>What a report shows.</summary>
public sealed record ParquetReportOptions
{
    /// <summary>A line for each page with its bounds. Default false.</summary>
    public bool Pages { get; init; }

    /// <summary>Reads all page bodies and compares their checksums. Default false.</summary>
    public bool Checksums { get; init; }

    /// <summary>Most row groups shown in full. Default 20; the others are only counted.</summary>
    public int RowGroups { get; init; } = 20;

    /// <summary>What the file may ask for.</summary>
    public ParquetInspectLimits Limits { get; init; } = new();
}

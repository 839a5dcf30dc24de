namespace Rotel.Arrow.Exporters;

/// <summary>Options of <see cref="BlackholeExporter"/>.</summary>
public sealed record BlackholeExporterOptions
{
    /// <summary>Most batches taken at once, at least 1. Discarding takes no time, so the default of 1 suffices.</summary>
    public int MaxConcurrency { get; init; } = 1;
}

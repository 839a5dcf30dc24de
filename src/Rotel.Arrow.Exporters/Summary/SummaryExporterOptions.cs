namespace Rotel.Arrow.Exporters;

/// <summary>Options of <see cref="SummaryExporter"/>.</summary>
public sealed record SummaryExporterOptions
{
    /// <summary>Time between reports, 100 ms or more; default 5 s. Nothing is printed when nothing arrived.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Services named in a report, 1 or more; default 5.</summary>
    public int TopServices { get; init; } = 5;

    /// <summary>
    /// Services counted one by one, at least <see cref="TopServices"/>; default 256. Items of further ones are counted
    /// as "others". Bounds the memory.
    /// </summary>
    public int MaxServices { get; init; } = 256;

    /// <summary>Slow spans named in a report, 0 or more; default 3.</summary>
    public int SlowestSpans { get; init; } = 3;

    /// <summary>Most bytes of a service or span name that are kept and shown, 8 or more; default 96.</summary>
    public int MaxNameBytes { get; init; } = 96;

    /// <summary>Where reports go; default standard output. Not closed by the exporter.</summary>
    public TextWriter Output { get; init; } = Console.Out;
}

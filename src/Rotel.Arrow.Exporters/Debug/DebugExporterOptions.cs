namespace Rotel.Arrow.Exporters;

/// <summary>How much the debug exporter tells (<c>--debug-log-verbosity</c>).</summary>
public enum DebugVerbosity
{
    /// <summary>One line a batch: signal, counts, size.</summary>
    Basic = 0,

    /// <summary>Also every resource, scope and item with all fields and attributes.</summary>
    Detailed = 1,
}

/// <summary>Options of <see cref="DebugExporter"/>.</summary>
public sealed record DebugExporterOptions
{
    /// <summary>How much to tell (<c>--debug-log-verbosity</c>); default basic.</summary>
    public DebugVerbosity Verbosity { get; init; } = DebugVerbosity.Basic;

    /// <summary>Whether spans are shown (<c>--debug-log traces</c>); default true.</summary>
    public bool Traces { get; init; } = true;

    /// <summary>Whether metrics are shown (<c>--debug-log metrics</c>); default true.</summary>
    public bool Metrics { get; init; } = true;

    /// <summary>Whether log records are shown (<c>--debug-log logs</c>); default true.</summary>
    public bool Logs { get; init; } = true;

    /// <summary>
    /// Most bytes of telemetry that are shown of one value, name or other text, 16 or more; default 2048. The rest is
    /// cut, and how much is said. Bounds the length of a line.
    /// </summary>
    public int MaxValueBytes { get; init; } = 2048;

    /// <summary>
    /// Most buckets that are shown of one histogram point, 1 or more; default 512. How many were left out is said.
    /// </summary>
    public int MaxBuckets { get; init; } = 512;

    /// <summary>Where the text goes; default standard output. Not closed by the exporter.</summary>
    public TextWriter Output { get; init; } = Console.Out;
}

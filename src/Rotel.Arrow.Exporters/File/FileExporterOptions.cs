namespace Rotel.Arrow.Exporters;

/// <summary>Options of <see cref="FileExporter"/>.</summary>
public sealed record FileExporterOptions
{
    /// <summary>
    /// Folder of the files (<c>--file-exporter-output-dir</c>), created when missing; default /tmp/rotel. One process
    /// at a time writes into a folder.
    /// </summary>
    public string OutputDirectory { get; init; } = "/tmp/rotel";

    /// <summary>
    /// Time between fsyncs of files that were written to (<c>--file-exporter-flush-interval</c>), 10 ms or more;
    /// default 5 s. What a crash of the machine can lose.
    /// </summary>
    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Size in bytes that a file does not exceed (<c>--file-exporter-max-file-size</c>), 1 or more: before a line that
    /// would, the file is renamed and a new one begun. A single longer line gets a file of its own. Default null: one
    /// file for ever.
    /// </summary>
    public long? MaxFileBytes { get; init; }
}

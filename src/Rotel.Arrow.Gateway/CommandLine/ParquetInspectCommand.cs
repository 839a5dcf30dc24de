using Rotel.Arrow.Parquet;
using Rotel.Arrow.Parquet.Inspect;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary><c>rotel-arrow parquet inspect FILE...</c>: what is in Parquet files of any writer.</summary>
internal static class ParquetInspectCommand
{
    /// <summary>Prints a report a file; one that cannot be read is told on <paramref name="error"/>, and the next ones follow.</summary>
    public static int Run(IReadOnlyList<string> files, bool pages, TextWriter output, TextWriter error)
    {
        if (files.Count == 0)
        {
            error.Write("rotel-arrow parquet inspect: which files? rotel-arrow parquet inspect [--pages] FILE...\n");
            return ExitCode.Usage;
        }

        int exitCode = ExitCode.Success;
        foreach (string path in files)
        {
            try
            {
                using FileStream file = File.OpenRead(path);
                ParquetReport.Write(file, path, output, new ParquetReportOptions { Pages = pages, Checksums = pages });
            }
            catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or ParquetFormatException)
            {
                output.Flush();
                error.Write($"rotel-arrow parquet inspect: {path}: {reason.Message}\n");
                exitCode = ExitCode.Failure;
            }
        }

        return exitCode;
    }
}

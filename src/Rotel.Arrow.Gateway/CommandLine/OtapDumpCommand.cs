using Rotel.Arrow.Otap.Dump;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary><c>rotel-arrow otap dump FILE...</c>: what is in recordings of OTAP streams.</summary>
internal static class OtapDumpCommand
{
    /// <summary>Prints a report a file; one that cannot be read is told on <paramref name="error"/>, and the next ones follow.</summary>
    public static int Run(IReadOnlyList<string> files, bool rows, TextWriter output, TextWriter error)
    {
        if (files.Count == 0)
        {
            error.Write("rotel-arrow otap dump: which files? rotel-arrow otap dump [--rows] FILE...\n");
            return ExitCode.Usage;
        }

        int exitCode = ExitCode.Success;
        foreach (string path in files)
        {
            try
            {
                using FileStream file = File.OpenRead(path);
                exitCode = OtapDump.Write(file, path, rows, output) == 0 ? exitCode : ExitCode.Failure;
            }
            catch (Exception reason) when (reason is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                output.Flush();
                error.Write($"rotel-arrow otap dump: {path}: {reason.Message}\n");
                exitCode = ExitCode.Failure;
            }
        }

        return exitCode;
    }
}

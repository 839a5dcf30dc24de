using System.Globalization;
using Rotel.Arrow.Views;

namespace Rotel.Arrow.Exporters.Parquet;

/// <summary>
/// Where files lie: <c>DIR/traces/date=2026-01-02/hour=03/NAME.parquet</c>, in UTC; Hive partitions that DuckDB, Spark
/// and ClickHouse understand.
/// </summary>
internal static class ParquetFolders
{
    /// <summary>Behind the name of a file that is not finished; a dot stands before it.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Through the folders of days, hours and services; links are not followed.</summary>
    private static readonly EnumerationOptions Deep =
        new() { RecurseSubdirectories = true, MaxRecursionDepth = 3, AttributesToSkip = FileAttributes.ReparsePoint };

    private const long NanosPerHour = 3_600_000_000_000;

    /// <summary>Hour since 1970 of a time in nanoseconds; negative before 1970.</summary>
    public static long HourOf(long unixNanos)
    {
        long hour = unixNanos / NanosPerHour;
        return unixNanos < hour * NanosPerHour ? hour - 1 : hour;
    }

    /// <summary>The folder of an hour. Any hour of a 64-bit time in nanoseconds lies in the years 1677 to 2262.</summary>
    public static string Partition(string root, Signal signal, long hour)
    {
        DateTime time = DateTime.UnixEpoch.AddHours(hour);
        return Path.Combine(
            root, signal.Name(),
            time.ToString("'date='yyyy-MM-dd", CultureInfo.InvariantCulture),
            time.ToString("'hour='HH", CultureInfo.InvariantCulture));
    }

    /// <summary>Creates a folder and those above it (mode 750, below the umask): telemetry is not for everybody.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(
            path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
    }

    /// <summary>Finished files of a signal below <paramref name="root"/>.</summary>
    public static IEnumerable<string> WholeFiles(string root, Signal signal)
    {
        string folder = Path.Combine(root, signal.Name());
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.parquet", Deep).Order(StringComparer.Ordinal) : [];
    }

    /// <summary>The path of a file below the root, with forward slashes.</summary>
    public static string KeyOf(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    /// <summary>
    /// Deletes what a crash left: files without a footer, which nothing can read. Gives their number and bytes. Only
    /// while the lock of the folder is held, so that they are nobody's.
    /// </summary>
    public static (int Files, long Bytes) RemoveLeftovers(string root)
    {
        int files = 0;
        long bytes = 0;
        foreach (Signal signal in Enum.GetValues<Signal>())
        {
            string folder = Path.Combine(root, signal.Name());
            if (!Directory.Exists(folder))
            {
                continue;
            }

            foreach (string path in Directory.EnumerateFiles(folder, ".*.parquet" + TemporarySuffix, Deep))
            {
                bytes += new FileInfo(path).Length;
                File.Delete(path);
                files++;
            }
        }

        return (files, bytes);
    }
}

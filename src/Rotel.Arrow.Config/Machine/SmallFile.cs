namespace Rotel.Arrow.Config.Machine;

/// <summary>Reads the small text files in which the kernel describes a process.</summary>
internal static class SmallFile
{
    /// <summary>Longest part that is read: mount tables of crowded hosts reach some hundred KiB.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The lines of a file; none when it cannot be read.</summary>
    public static IReadOnlyList<string> Lines(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var lines = new List<string>();
            int length = 0;
            while (length < MaxBytes && reader.ReadLine() is { } line)
            {
                length += line.Length + 1;
                lines.Add(line);
            }

            return lines;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

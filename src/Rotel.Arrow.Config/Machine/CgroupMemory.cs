using System.Globalization;

namespace Rotel.Arrow.Config.Machine;

/// <summary>
/// The memory limit of the control group this process is in: the smallest <c>memory.max</c> (version 2) or
/// <c>memory.limit_in_bytes</c> (version 1) from the process's own group up to the mount point, because a limit of any
/// parent counts too. Formats: proc_pid_mountinfo(5), cgroups(7).
/// </summary>
internal static class CgroupMemory
{
    /// <summary>Version 1 writes "no limit" as the largest page-aligned number; no machine has this much.</summary>
    private const long NoLimit = 1L << 60;

    /// <summary>Depth of groups that is followed.</summary>
    private const int MaxDepth = 64;

    /// <summary>The limit in bytes; null when there is none.</summary>
    public static long? LimitBytes(string proc, string root)
    {
        long? limit = null;
        IReadOnlyList<string> groups = SmallFile.Lines(Path.Combine(proc, "self", "cgroup"));
        foreach (string line in SmallFile.Lines(Path.Combine(proc, "self", "mountinfo")))
        {
            if (Mount.Parse(line) is not { } mount)
            {
                continue;
            }

            string file = mount.IsVersion2 ? "memory.max" : "memory.limit_in_bytes";
            if (GroupPath(groups, mount.IsVersion2) is { } group)
            {
                limit = Smaller(limit, Walk(root + mount.Point, Below(mount.Root, group), file));
            }
        }

        return limit;
    }

    /// <summary>The limit that <paramref name="text"/> states; null for "max", no limit and nonsense.</summary>
    internal static long? ParseLimit(string text) =>
        long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) && bytes is > 0 and < NoLimit ? bytes : null;

    /// <summary>Smallest limit from <paramref name="group"/> below <paramref name="mountPoint"/> up to the mount point itself.</summary>
    private static long? Walk(string mountPoint, string group, string file)
    {
        long? limit = null;
        for (int depth = 0; depth < MaxDepth; depth++)
        {
            IReadOnlyList<string> lines = SmallFile.Lines(Path.Combine(mountPoint, group.TrimStart('/'), file));
            limit = Smaller(limit, lines.Count > 0 ? ParseLimit(lines[0]) : null);
            int slash = group.TrimEnd('/').LastIndexOf('/');
            if (slash < 0)
            {
                break;
            }

            group = group[..slash];
        }

        return limit;
    }

    /// <summary>The process's group as seen below the mount: inside a container the mount shows only a part of the tree.</summary>
    private static string Below(string mountRoot, string group)
    {
        if (mountRoot == "/")
        {
            return group;
        }

        return group == mountRoot || group.StartsWith(mountRoot + "/", StringComparison.Ordinal) ? group[mountRoot.Length..] : "";
    }

    /// <summary>The path in a line <c>id:controllers:path</c> of /proc/self/cgroup.</summary>
    private static string? GroupPath(IReadOnlyList<string> lines, bool version2)
    {
        foreach (string line in lines)
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length == 3 && (version2 ? parts[1].Length == 0 && parts[0] == "0" : parts[1].Split(',').Contains("memory")))
            {
                return parts[2].Contains("..", StringComparison.Ordinal) ? "" : parts[2];
            }
        }

        return null;
    }

    private static long? Smaller(long? a, long? b) => a is null || b < a ? b : a;

    /// <summary>A mount of the memory controller.</summary>
    internal readonly record struct Mount(bool IsVersion2, string Root, string Point)
    {
        /// <summary>
        /// Reads <c>id parent device root point options [tags] - type source super-options</c>; null for mounts of
        /// anything else.
        /// </summary>
        public static Mount? Parse(string line)
        {
            string[] parts = line.Split(' ');
            int dash = Array.IndexOf(parts, "-");
            if (dash < 6 || parts.Length < dash + 4)
            {
                return null;
            }

            return parts[dash + 1] switch
            {
                "cgroup2" => new Mount(true, parts[3], parts[4]),
                "cgroup" when parts[dash + 3].Split(',').Contains("memory") => new Mount(false, parts[3], parts[4]),
                _ => null,
            };
        }
    }
}

using System.Globalization;

namespace Rotel.Arrow.Config.Machine;

/// <summary>The memory this process may use at most, and who says so.</summary>
/// <param name="Bytes">Null when nothing limits it that could be found.</param>
/// <param name="Source">For people: <c>cgroup limit</c> or <c>machine memory</c>.</param>
public readonly record struct MemoryCeiling(long? Bytes, string Source)
{
    /// <summary>Reads the limit of the container (cgroup v2 or v1) or, if there is none or it is larger, the memory of the machine.</summary>
    public static MemoryCeiling Read() => Read("/proc", "");

    /// <summary>The same with other roots: <paramref name="proc"/> for /proc, <paramref name="root"/> before mount points.</summary>
    internal static MemoryCeiling Read(string proc, string root)
    {
        long? cgroup = CgroupMemory.LimitBytes(proc, root);
        long? machine = MachineBytes(Path.Combine(proc, "meminfo"));
        return cgroup is not null && (machine is null || cgroup <= machine)
            ? new MemoryCeiling(cgroup, "cgroup limit")
            : new MemoryCeiling(machine, "machine memory");
    }

    private static long? MachineBytes(string meminfo)
    {
        foreach (string line in SmallFile.Lines(meminfo))
        {
            // "MemTotal:       16384256 kB"
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
            {
                string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                return parts.Length >= 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kib)
                    && kib is > 0 and < (1L << 50) ? kib * 1024 : null;
            }
        }

        return null;
    }
}

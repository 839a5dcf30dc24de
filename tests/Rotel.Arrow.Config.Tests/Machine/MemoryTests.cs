using Rotel.Arrow.Config.Machine;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Config.Tests.Machine;

/// <summary>The memory of the container is found in cgroups of both versions; nonsense counts as no limit.</summary>
public sealed class MemoryTests
{
    private const string V2Mount = "34 33 0:29 / /sys/fs/cgroup rw,nosuid shared:10 - cgroup2 cgroup rw,nsdelegate";
    private const string V1Mount = "35 33 0:30 /docker/abc /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory";

    [Fact]
    public void The_smallest_limit_from_the_own_group_up_counts()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/mountinfo", V2Mount);
        machine.Write("proc/self/cgroup", "0::/kubepods/pod1/box");
        machine.Write("sys/fs/cgroup/kubepods/pod1/box/memory.max", "max");
        machine.Write("sys/fs/cgroup/kubepods/pod1/memory.max", "300000000");
        machine.Write("sys/fs/cgroup/kubepods/memory.max", "900000000");
        Assert.Equal(300_000_000, machine.Limit());
    }

    [Fact]
    public void Version_1_is_read_below_the_root_of_its_mount()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/mountinfo", V1Mount);
        machine.Write("proc/self/cgroup", "5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/");
        machine.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456");
        Assert.Equal(268_435_456, machine.Limit());
    }

    [Fact]
    public void The_number_by_which_version_1_means_no_limit_is_none()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/self/mountinfo", V1Mount);
        machine.Write("proc/self/cgroup", "4:memory:/docker/abc");
        machine.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        Assert.Null(machine.Limit());
    }

    [Theory]
    [InlineData("memory", 250_000_000L)]
    [InlineData("undefined", null)]
    [InlineData("invalid", null)]
    public void Limits_of_the_collectors_test_data_are_read(string folder, long? expected)
    {
        string text = File.ReadAllText(TestData.Require("otlp", "cgroups", "cgroups", "v2", folder, "memory.max"));
        Assert.Equal(expected, CgroupMemory.ParseLimit(text));
    }

    [Theory]
    [InlineData("cgroupv2", true)]
    [InlineData("cgroupv1", false)]
    [InlineData("cgroupv1v2", true)]
    public void Mounts_of_the_collectors_test_data_are_found(string folder, bool version2)
    {
        string[] lines = File.ReadAllLines(TestData.Require("otlp", "cgroups", "proc", "v2", folder, "mountinfo"));
        Assert.Equal(version2, lines.Select(static l => CgroupMemory.Mount.Parse(l)).Any(static m => m is { IsVersion2: true }));
    }

    [Fact]
    public void Without_files_there_is_no_limit()
    {
        using var machine = new FakeMachine();
        Assert.Null(machine.Limit());
    }

    [Fact]
    public void The_memory_of_the_machine_counts_when_no_cgroup_limits_it()
    {
        using var machine = new FakeMachine();
        machine.Write("proc/meminfo", "MemTotal:         409600 kB\nMemFree: 1 kB");
        Assert.Equal(new MemoryCeiling(409_600 * 1024, "machine memory"), machine.Ceiling());
    }

    [Fact]
    public void The_default_budget_says_where_it_comes_from()
    {
        Assert.Equal("the default", ConfigScenario.With("").Machine(8L << 30).Config().Memory.Reason);
        MemoryConfig small = ConfigScenario.With("").Machine(512L << 20).Config().Memory;
        Assert.Equal((512L << 20) / 100 * 40, small.LimitBytes);
        Assert.Equal("40 % of the cgroup limit of 512 MiB", small.Reason);
        MemoryConfig tiny = ConfigScenario.With("").Machine(32L << 20).Config().Memory;
        Assert.Equal(16L << 20, tiny.LimitBytes);
        Assert.Contains("the least possible", tiny.Reason, StringComparison.Ordinal);
        Assert.Equal("the default", ConfigScenario.With("").Machine(null).Config().Memory.Reason);
    }

    [Fact]
    public void A_configured_budget_is_taken_whatever_the_machine_has()
    {
        MemoryConfig memory = ConfigScenario.With("--memory-limit 1GiB").Machine(512L << 20).Config().Memory;
        Assert.Equal(new MemoryConfig(1L << 30, "as configured"), memory);
    }

    private sealed class FakeMachine : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public void Write(string path, string text)
        {
            string full = _folder.Of(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text + "\n");
        }

        public long? Limit() => CgroupMemory.LimitBytes(_folder.Of("proc"), _folder.FullPath);

        public MemoryCeiling Ceiling() => MemoryCeiling.Read(_folder.Of("proc"), _folder.FullPath);

        public void Dispose() => _folder.Dispose();
    }
}

namespace Rotel.Arrow.Testing.Tests;

public sealed class ChildProcessTests
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Lines_printed_before_and_after_the_wait_are_found()
    {
        await using ChildProcess process = Shell("echo one; echo two >&2; echo three; read never");
        Assert.Equal("three", await process.WaitForLineAsync(static line => line == "three", s_timeout));
        Assert.Equal("one", await process.WaitForLineAsync(static line => line == "one", s_timeout));
        Assert.Equal("two", await process.WaitForLineAsync(static line => line == "two", s_timeout));
    }

    [Fact]
    public async Task A_process_that_ends_without_the_line_fails_the_wait_with_its_output()
    {
        await using ChildProcess process = Shell("echo cannot bind >&2; exit 3");
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.WaitForLineAsync(static line => line == "ready", s_timeout));
        Assert.Contains("exit code 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot bind", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await process.WaitForExitAsync(s_timeout));
    }

    [Fact]
    public async Task Terminate_lets_it_end_by_itself_and_kill_does_not()
    {
        const string Script = "trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
        await using ChildProcess polite = Shell(Script);
        await using ChildProcess killed = Shell(Script);
        await polite.WaitForLineAsync(static line => line == "ready", s_timeout);
        await killed.WaitForLineAsync(static line => line == "ready", s_timeout);

        polite.Terminate();
        killed.Kill();

        Assert.Equal(7, await polite.WaitForExitAsync(s_timeout));
        Assert.Contains("bye", polite.StandardOutput);
        Assert.Equal(137, await killed.WaitForExitAsync(s_timeout));
        Assert.DoesNotContain("bye", killed.StandardOutput);
    }

    static ChildProcess Shell(string script) => ChildProcess.Start("/bin/sh", ["-c", script]);
}

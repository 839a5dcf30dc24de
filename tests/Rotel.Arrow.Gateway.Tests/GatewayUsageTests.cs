using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Gateway.Tests;

/// <summary>What the program says to somebody who asks or errs: the real process, its output and exit code.</summary>
public sealed class GatewayUsageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("--help", "Usage: rotel-arrow COMMAND")]
    [InlineData("-h", "Usage: rotel-arrow COMMAND")]
    [InlineData("start --help", "--otlp-exporter-endpoint URL")]
    public async Task Help_is_on_standard_output_and_a_success(string line, string text)
    {
        await using ChildProcess process = GatewayProcess.Launch(line.Split(' '));
        Assert.Equal(0, await process.WaitForExitAsync(Patience));
        Assert.Contains(text, string.Join('\n', process.StandardOutput), StringComparison.Ordinal);
        Assert.Empty(process.StandardError);
        Assert.DoesNotContain(process.StandardOutput, static l => l.Contains('\u001b'));
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    [InlineData("-V")]
    public async Task The_version_is_one_line(string line)
    {
        await using ChildProcess process = GatewayProcess.Launch([line]);
        Assert.Equal(0, await process.WaitForExitAsync(Patience));
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single(process.StandardOutput));
    }

    [Theory]
    [InlineData("start --bacth-timeout 3s", "did you mean --batch-timeout?")]
    [InlineData("start --batch-timeout soon", "'soon' is not a duration")]
    [InlineData("start --datadog-exporter-api-key k", "The Datadog exporter is not in this version")]
    [InlineData("start --exporter otlp", "--otlp-exporter-endpoint (ROTEL_OTLP_EXPORTER_ENDPOINT): is needed")]
    [InlineData("strat", "there is no command 'strat'; did you mean start?")]
    [InlineData("--exporter otlp", "options stand behind the command: rotel-arrow start [OPTIONS]")]
    public async Task A_mistake_ends_with_exit_code_2_and_says_what_to_do(string line, string text)
    {
        await using ChildProcess process = GatewayProcess.Launch(line.Split(' '));
        Assert.Equal(2, await process.WaitForExitAsync(Patience));
        Assert.Contains(text, string.Join('\n', process.StandardError), StringComparison.Ordinal);
        Assert.Contains("--help", string.Join('\n', process.StandardError), StringComparison.Ordinal);
        Assert.Empty(process.StandardOutput);
    }

    [Fact]
    public async Task Mistakes_in_the_environment_are_found_together_with_those_on_the_line()
    {
        await using ChildProcess process = GatewayProcess.Launch(
            ["start", "--ack", "never"], new Dictionary<string, string?> { ["ROTEL_BATCH_TIMEOUT"] = "3" });
        Assert.Equal(2, await process.WaitForExitAsync(Patience));
        string text = string.Join('\n', process.StandardError);
        Assert.Contains("for 2 reasons", text, StringComparison.Ordinal);
        Assert.Contains("--ack (ROTEL_ACK): 'never' is unknown", text, StringComparison.Ordinal);
        Assert.Contains("--batch-timeout (ROTEL_BATCH_TIMEOUT): '3' is not a duration", text, StringComparison.Ordinal);
    }
}

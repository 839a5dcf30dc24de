using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Rotel.Arrow.Config;
using Rotel.Arrow.Gateway.Logging;

namespace Rotel.Arrow.Gateway.Tests.Logging;

/// <summary>The log: one whole line an entry, readable by people or machines, forged by nobody.</summary>
public sealed class LogLineTests
{
    private readonly MemoryStream _output = new();

    [Fact]
    public void Text_has_time_level_class_and_message()
    {
        Logger("text", LogThreshold.Info).LogWarning("queue of {Exporter} is full", "prod");
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WARN  Pipeline: queue of prod is full\n$", Text);
    }

    [Fact]
    public void An_exception_follows_in_indented_lines()
    {
        Logger("text", LogThreshold.Info).LogError(new InvalidOperationException("no\nway"), "failed");
        string[] lines = Text.TrimEnd('\n').Split('\n');
        Assert.EndsWith("ERROR Pipeline: failed", lines[0], StringComparison.Ordinal);
        Assert.Equal("    System.InvalidOperationException: no", lines[1]);
        Assert.Equal("    way", lines[2]);
    }

    [Fact]
    public void Text_of_a_peer_can_neither_forge_a_line_nor_steer_the_terminal()
    {
        Logger("text", LogThreshold.Info).LogWarning("{Reason}", "x\n2026-01-01T00:00:00.000Z INFO  fake\u001b[31m\r");
        Assert.Equal(1, Text.Count(static c => c == '\n'));
        Assert.DoesNotContain('\u001b', Text);
        Assert.DoesNotContain('\r', Text);
        Assert.Contains(@"x\n2026", Text, StringComparison.Ordinal);
        Assert.Contains(@"\u001b[31m", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_an_object_a_line_with_the_fields_of_the_message()
    {
        Logger("json", LogThreshold.Info).LogWarning("sent {Items} to {Exporter} {Ok} {Missing}", 42L, "prod", true, null);
        using JsonDocument line = JsonDocument.Parse(Text);
        JsonElement root = line.RootElement;
        Assert.Equal("warn", root.GetProperty("level").GetString());
        Assert.Equal("Pipeline", root.GetProperty("category").GetString());
        Assert.Equal("sent 42 to prod True (null)", root.GetProperty("message").GetString());
        JsonElement fields = root.GetProperty("fields");
        Assert.Equal(42, fields.GetProperty("Items").GetInt64());
        Assert.Equal("prod", fields.GetProperty("Exporter").GetString());
        Assert.True(fields.GetProperty("Ok").GetBoolean());
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("Missing").ValueKind);
        Assert.EndsWith("}\n", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_below_the_level_are_not_written()
    {
        ILogger logger = Logger("text", LogThreshold.Warn);
        logger.LogInformation("quiet");
        Assert.False(logger.IsEnabled(LogLevel.Information));
        Assert.Empty(Text);
        Assert.False(Logger("text", LogThreshold.Off).IsEnabled(LogLevel.Critical));
    }

    [Theory]
    [InlineData(LogThreshold.Info, LogLevel.Warning)]
    [InlineData(LogThreshold.Debug, LogLevel.Warning)]
    [InlineData(LogThreshold.Trace, LogLevel.Trace)]
    [InlineData(LogThreshold.Error, LogLevel.Error)]
    public void The_platforms_own_lines_matter_when_they_warn(LogThreshold level, LogLevel threshold)
    {
        using var provider = Provider("text", level);
        Assert.Equal(threshold, provider.Threshold("Microsoft.AspNetCore.Server.Kestrel"));
    }

    [Fact]
    public void A_log_that_nobody_reads_does_not_stop_the_gateway()
    {
        using var provider = new StandardErrorLoggerProvider(
            new ClosedPipe(), new LoggingConfig(false, LogThreshold.Info), color: false, TimeProvider.System);
        ILogger logger = provider.CreateLogger("Rotel.Arrow.Pipeline");
        logger.LogInformation("one");
        logger.LogInformation("two");
    }

    private string Text => Encoding.UTF8.GetString(_output.ToArray());

    private ILogger Logger(string format, LogThreshold level) => Provider(format, level).CreateLogger("Rotel.Arrow.Pipeline");

    private StandardErrorLoggerProvider Provider(string format, LogThreshold level) =>
        new(_output, new LoggingConfig(format == "json", level), color: false, TimeProvider.System);

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }
}

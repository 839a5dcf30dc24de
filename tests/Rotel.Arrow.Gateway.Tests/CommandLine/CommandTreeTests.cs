using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Gateway.CommandLine;

namespace Rotel.Arrow.Gateway.Tests.CommandLine;

/// <summary>How a line is split into a command, options and values.</summary>
public sealed class CommandTreeTests
{
    [Theory]
    [InlineData("", nameof(CommandKind.Start))]
    [InlineData("start", nameof(CommandKind.Start))]
    [InlineData("version", nameof(CommandKind.Version))]
    [InlineData("--version", nameof(CommandKind.Version))]
    [InlineData("-V", nameof(CommandKind.Version))]
    [InlineData("--help", nameof(CommandKind.Help))]
    [InlineData("-h", nameof(CommandKind.Help))]
    [InlineData("start --help", nameof(CommandKind.StartHelp))]
    [InlineData("start -h", nameof(CommandKind.StartHelp))]
    [InlineData("start --exporter otlp --help", nameof(CommandKind.StartHelp))]
    [InlineData("otap", nameof(CommandKind.OtapDump))]
    [InlineData("otap dump --rows a.bin b.bin", nameof(CommandKind.OtapDump))]
    [InlineData("strat", nameof(CommandKind.Unknown))]
    [InlineData("--exporter otlp", nameof(CommandKind.Unknown))]
    public void A_line_asks_for_a_command(string line, string kind) => Assert.Equal(kind, Parse(line).Kind.ToString());

    [Theory]
    [InlineData("start --exporter otlp", "exporter=otlp")]
    [InlineData("start --exporter=otlp", "exporter=otlp")]
    [InlineData("--log-format json start", "log-format=json")]
    [InlineData("start --log-format json", "log-format=json")]
    [InlineData("start --disable-batching", "disable-batching")]
    [InlineData("start --disable-batching=false", "disable-batching=false")]
    [InlineData("start --disable-batching --exporter otlp", "exporter=otlp disable-batching")]
    [InlineData("start --exporter", "exporter")]
    [InlineData("start --exporter otlp --exporter file", "exporter=otlp exporter=file")]
    [InlineData("start --otlp-exporter-custom-headers a=b=c", "otlp-exporter-custom-headers=a=b=c")]
    [InlineData("start --otlp-exporter-custom-headers @file=x", "otlp-exporter-custom-headers=@file=x")]
    [InlineData("start --otlp-exporter-tls-key-pem=-----BEGIN", "otlp-exporter-tls-key-pem=-----BEGIN")]
    [InlineData("start --otlp-exporter-tls-key-pem -----BEGIN", "otlp-exporter-tls-key-pem=-----BEGIN")]
    [InlineData("start --otlp-exporter-basic-auth-password -secret", "otlp-exporter-basic-auth-password=-secret")]
    public void Options_have_values_or_none(string line, string options) => Assert.Equal(options, Options(Parse(line)));

    [Theory]
    [InlineData("start --wibble", "wibble")]
    [InlineData("start --wibble 3", "wibble=3")]
    [InlineData("start --wibble=3", "wibble=3")]
    [InlineData("start --disable-batching --wibble", "wibble disable-batching")]
    [InlineData("start --exporter --wibble 3", "wibble exporter")]
    [InlineData("start --wibble --exporter otlp", "exporter=otlp wibble")]
    public void Unknown_options_are_kept_for_the_error_message(string line, string options)
    {
        CommandRequest request = Parse(line);
        Assert.Equal(CommandKind.Start, request.Kind);
        Assert.Equal(options, Options(request));
    }

    [Fact]
    public void Words_that_belong_to_no_option_are_kept() => Assert.Equal(["stray"], Parse("start stray --exporter otlp").Arguments);

    [Fact]
    public void Every_option_of_the_table_is_an_option_of_start()
    {
        foreach (Config.Table.OptionDefinition option in Config.Table.OptionTable.All)
        {
            CommandRequest request = Parse($"start {option.Flag}=x");
            Assert.Equal([new OptionInput(option.Name, "x")], request.Options);
        }
    }

    private static CommandRequest Parse(string line) =>
        new CommandTree().Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Options(CommandRequest request) =>
        string.Join(' ', request.Options.Select(static o => o.Value is null ? o.Name : $"{o.Name}={o.Value}"));
}

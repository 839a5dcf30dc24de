using System.Text.RegularExpressions;
using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Config.Tests.Table;

/// <summary>The table is complete beside Rotel and sound in itself.</summary>
public sealed partial class OptionTableTests
{
    /// <summary>Variables that do not follow from the name of their option.</summary>
    private static readonly Dictionary<string, string> IrregularVariables = new()
    {
        ["clickhouse-exporter-table-prefix"] = "ROTEL_CLICKHOUSE_TABLE_PREFIX",
    };

    [Fact]
    public void Every_option_of_the_real_Rotel_is_known_by_name_and_variable()
    {
        string path = Path.GetFullPath(Path.Combine(TestData.Require(), "..", "docs", "rotel-pypi-help.txt"));
        Assert.SkipUnless(File.Exists(path), "No list of Rotel's options.");
        List<Match> options = [.. File.ReadLines(path).Select(static line => RotelOption().Match(line)).Where(static m => m.Success)];
        Assert.True(options.Count > 130, "the list was not read");
        foreach (Match option in options)
        {
            string name = option.Groups["name"].Value;
            string variable = option.Groups["variable"].Value;
            Assert.True(OptionTable.Find(name) is not null || AbsentOptions.Find(name) is not null, $"--{name} is not known");
            Assert.True(
                OptionTable.FindVariable(variable)?.Name == name || AbsentOptions.FindVariable(variable) is not null,
                $"{variable} is not known");
        }

        Assert.All(IrregularVariables, static pair => Assert.Equal(pair.Key, OptionTable.FindVariable(pair.Value)?.Name));
    }

    [Theory]
    [InlineData("receiver")]
    [InlineData("receivers")]
    [InlineData("exporters-internal-metrics")]
    [InlineData("otlp-http-include-metadata")]
    [InlineData("otlp-grpc-headers-to-include")]
    [InlineData("exporter-retry-initial-backoff")]
    [InlineData("exporter-retry-max-backoff")]
    [InlineData("exporter-retry-max-elapsed-time")]
    [InlineData("otlp-exporter-pool-idle-timeout")]
    [InlineData("otlp-exporter-pool-max-idle-per-host")]
    [InlineData("otlp-exporter-basic-auth-username")]
    [InlineData("otlp-exporter-basic-auth-password")]
    [InlineData("file-exporter-format")]
    [InlineData("file-exporter-output-dir")]
    [InlineData("file-exporter-flush-interval")]
    [InlineData("file-exporter-parquet-compression")]
    [InlineData("prometheus-endpoint")]
    [InlineData("pprof-flame-graph")]
    [InlineData("kafka-receiver-brokers")]
    [InlineData("file-receiver-include")]
    [InlineData("fluent-receiver-endpoint")]
    [InlineData("kmsg-receiver-batch-size")]
    [InlineData("awsemf-exporter-namespace")]
    [InlineData("awsxray-exporter-region")]
    [InlineData("clickhouse-exporter-nested-kv-max-depth")]
    [InlineData("rust-logs-processor")]
    [InlineData("async-processor-preserve-on-panic")]
    public void Options_of_newer_Rotels_are_known_too(string name) =>
        Assert.True(OptionTable.Find(name) is not null || AbsentOptions.Find(name) is not null);

    [Fact]
    public void Rotels_defaults_are_kept_but_for_the_listed_ones()
    {
        var differing = new Dictionary<string, (string Rotel, string Here)>
        {
            ["otlp-grpc-max-recv-msg-size-mib"] = ("4", "64"),
            ["clickhouse-exporter-async-insert"] = ("true", "auto"),
        };
        string path = Path.GetFullPath(Path.Combine(TestData.Require(), "..", "docs", "rotel-pypi-help.txt"));
        Assert.SkipUnless(File.Exists(path), "No list of Rotel's options.");
        foreach (Match match in File.ReadLines(path).Select(static line => RotelOption().Match(line)).Where(static m => m.Success))
        {
            string theirs = match.Groups["default"].Value;
            if (theirs == "-" || OptionTable.Find(match.Groups["name"].Value) is not { } option)
            {
                continue;
            }

            string? ours = option.Default ?? (option.Overrides is null ? FallbackOf(option)?.Default : null);
            if (differing.TryGetValue(option.Name, out var known))
            {
                Assert.Equal(known, (theirs, ours!));
            }
            else
            {
                Assert.True(theirs == ours, $"{option.Flag}: Rotel has {theirs}, here it is {ours}");
            }
        }
    }

    [Fact]
    public void Every_default_and_example_is_a_value_of_its_option()
    {
        foreach (OptionDefinition option in OptionTable.All)
        {
            foreach (string text in new[] { option.Default, option.Example }.OfType<string>())
            {
                Assert.Null(OptionSyntax.Problem(option, text, static _ => true));
            }

            Assert.True(option.Default is not null || option.Example is not null, $"{option.Flag} has no example for its error messages");
        }
    }

    [Fact]
    public void Every_option_reads_well_in_the_help() => Assert.All(OptionTable.All, static option =>
    {
        Assert.False(option.Summary.EndsWith('.'), option.Flag);
        Assert.True(option.Overrides is not null || char.IsAsciiLetterUpper(option.Summary[0]), option.Flag);
        Assert.Matches("^[a-z][a-z0-9-]*$", option.Name);
        Assert.Matches("^ROTEL_[A-Z0-9_]+$", option.EnvironmentVariable);
        Assert.Equal(option.Kind is OptionKind.Choice or OptionKind.ChoiceList, option.Allowed.Count > 0);
    });

    [Fact]
    public void No_option_is_both_present_and_absent() =>
        Assert.All(OptionTable.All, static option => Assert.Null(AbsentOptions.Find(option.Name)));

    private static OptionDefinition? FallbackOf(OptionDefinition option) =>
        OptionTable.Find(option.Name.Replace("otlp-exporter-retry", "exporter-retry", StringComparison.Ordinal));

    [GeneratedRegex(@"^--(?<name>[a-z0-9-]+)( \(flag\))?\t(?<variable>ROTEL_[A-Z0-9_]+)\t(?<default>[^\t]+)\t")]
    private static partial Regex RotelOption();
}

using Rotel.Arrow.Config.Help;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Config.Tests.Help;

/// <summary>Help and documentation follow from the table.</summary>
public sealed class GeneratedTextTests
{
    [Fact]
    public void The_options_document_is_what_the_table_says()
    {
        string path = RepositoryRoot.Of("docs", "options.md");
        string text = OptionsDocument.Write();
        if (Environment.GetEnvironmentVariable("ROTEL_ARROW_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(text, File.ReadAllText(path));
    }

    [Fact]
    public void The_help_names_every_option_its_variable_and_its_default()
    {
        string help = HelpText.Start(100);
        foreach (OptionDefinition option in OptionTable.All)
        {
            string shown = "--" + (option.SignalPattern?.Replace("{signal}", "SIGNAL", StringComparison.Ordinal) ?? option.Name);
            Assert.Contains(shown, help, StringComparison.Ordinal);
            if (option.SignalPattern is null)
            {
                Assert.Contains($"[env: {option.EnvironmentVariable}]", help, StringComparison.Ordinal);
            }
        }

        Assert.Contains("[default: localhost:4317]", help, StringComparison.Ordinal);
        Assert.Contains("[default: /v1/SIGNAL]", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    public void Lines_of_the_help_fit_the_terminal(int width)
    {
        foreach (string line in (HelpText.Start(width) + HelpText.Program("1.2.3", width)).Split('\n'))
        {
            // A flag or a bracket is one word and stays whole.
            Assert.True(line.Length <= width || line.TrimStart().StartsWith("--", StringComparison.Ordinal)
                || line.TrimStart().StartsWith('['), line);
        }
    }

    [Fact]
    public void The_help_shows_groups_in_the_order_of_their_use()
    {
        string help = HelpText.Start(100);
        int[] places = [.. new[] { "OTLP receiver\n", "Exporters\n", "OTLP exporter\n", "Batching\n", "Retry\n", "Delivery and memory\n", "General\n" }
            .Select(title => help.IndexOf("\n" + title, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }
}

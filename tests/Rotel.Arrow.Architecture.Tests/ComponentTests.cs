using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>A component folder looks like every other one.</summary>
public sealed class ComponentTests
{
    /// <summary>What a component's README has to speak of.</summary>
    static readonly string[] s_readmeTopics = ["options", "metrics", "limits", "ack"];

    /// <summary>Folders with sources directly below Receivers, Processors or Exporters, relative to the root.</summary>
    static readonly List<string> s_folders =
    [
        .. Repository.ProductCSharp
            .Where(static file => file.Split('/') is [_, "Rotel.Arrow.Receivers" or "Rotel.Arrow.Processors" or "Rotel.Arrow.Exporters", _, _])
            .Select(static file => Path.GetDirectoryName(file)!)
            .Distinct(),
    ];

    [Fact]
    public void Every_component_has_a_README() => Violations.None(
        from folder in s_folders
        where !File.Exists(RepositoryRoot.Of(folder, "README.md"))
        select $"{folder} has no README.md");

    [Fact]
    public void A_README_tells_options_metrics_limits_and_acks() => Violations.None(
        from folder in s_folders
        let readme = RepositoryRoot.Of(folder, "README.md")
        where File.Exists(readme)
        let text = File.ReadAllText(readme)
        from topic in s_readmeTopics
        where !text.Contains(topic, StringComparison.OrdinalIgnoreCase)
        select $"{folder}/README.md says nothing of {topic}");

    [Fact]
    public void One_stem_names_the_folder_and_its_types() => Violations.None(
        from folder in s_folders
        let stem = Path.GetFileName(folder)
        where !Repository.ProductCSharp.Any(file => file.StartsWith($"{folder}/{stem}", StringComparison.Ordinal))
        select $"{folder} holds no type that begins with {stem}");
}

using System.Xml.Linq;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>The rules that the build files set, and that no project quietly turns off.</summary>
public sealed class BuildRuleTests
{
    static readonly string[] s_versioned = ["PackageReference", "GlobalPackageReference"];

    [Fact]
    public void Unsafe_code_is_allowed_in_Memory_only()
    {
        XDocument props = XDocument.Parse(Repository.Read("src/Directory.Build.props"));
        Assert.Equal("false", props.Descendants("AllowUnsafeBlocks").Single().Value);
        Assert.Equal(
            ["Memory"],
            Repository.ProductProjects.Where(static project => project.Property("AllowUnsafeBlocks").Any()).Select(static project => project.Name));
    }

    [Fact]
    public void Banned_symbols_reach_every_project_of_the_product()
    {
        List<(string File, string? Condition)> lists =
        [
            .. from element in XDocument.Parse(Repository.Read("src/Directory.Build.props")).Descendants("AdditionalFiles")
               select (Path.GetFileName(element.Attribute("Include")!.Value), element.Attribute("Condition")?.Value),
        ];
        Assert.Contains(("BannedSymbols.txt", null), lists);
        Assert.Contains(("BannedSymbols.Unsafe.txt", "'$(MSBuildProjectName)' != 'Rotel.Arrow.Memory'"), lists);
        Violations.None(
            from project in Repository.ProductProjects
            where project.Document.Descendants("AdditionalFiles").Attributes("Remove").Any()
            select $"{project} takes banned symbols out.");
    }

    [Theory]
    [InlineData("BannedSymbols.txt")]
    [InlineData("BannedSymbols.Unsafe.txt")]
    public void Every_banned_symbol_says_what_to_do_instead(string file) => Violations.None(
        from line in Repository.Lines(file)
        where line.Text.Length > 0
        let parts = line.Text.Split(';', 2)
        where parts.Length < 2 || parts[1].Trim().Length < 20
        select $"{file}:{line.Number} has no reason: {line.Text}");

    [Fact]
    public void Versions_are_in_Directory_Packages_props_only() => Violations.None(
        from file in Repository.Files
        where Path.GetExtension(file) is ".csproj" or ".props" or ".targets" && file != "Directory.Packages.props"
        from element in XDocument.Parse(Repository.Read(file)).Descendants()
        where s_versioned.Contains(element.Name.LocalName)
            && (element.Attribute("Version") is not null
                || element.Attribute("VersionOverride") is not null
                || element.Elements().Any(static child => child.Name.LocalName is "Version" or "VersionOverride"))
            || element.Name.LocalName == "PackageVersion"
        select $"{file} gives {element.Attribute("Include")?.Value} a version of its own.");

    [Fact]
    public void Warnings_are_errors_and_no_project_of_the_product_changes_that()
    {
        XDocument props = XDocument.Parse(Repository.Read("Directory.Build.props"));
        Assert.Equal("true", props.Descendants("TreatWarningsAsErrors").Single().Value);
        Assert.Equal("enable", props.Descendants("Nullable").Single().Value);
        string[] protectedProperties =
            ["TreatWarningsAsErrors", "WarningsNotAsErrors", "Nullable", "IsAotCompatible", "EnableNETAnalyzers", "IsTrimmable"];
        Violations.None(
            from project in Repository.ProductProjects
            from property in protectedProperties
            where project.Property(property).Any()
            select $"{project} sets {property}.");
    }

    [Fact]
    public void Suppressions_in_the_product_have_a_reason_beside_them() => Violations.None(
        Repository.ProductCSharp.SelectMany(SuppressionsWithoutReason).Concat(
            from project in Repository.ProductProjects
            from element in project.Document.Descendants("NoWarn")
            where element.PreviousNode is not XComment
            select $"{project}: NoWarn needs a comment above it that says why."));

    static IEnumerable<string> SuppressionsWithoutReason(string file)
    {
        string before = "";
        foreach ((int number, string text) in Repository.Lines(file))
        {
            bool pragma = text.Contains("#pragma warning disable", StringComparison.Ordinal);
            bool attribute = text.Contains("SuppressMessage(", StringComparison.Ordinal);
            if (pragma && !text.Contains("//", StringComparison.Ordinal) && !before.TrimStart().StartsWith("//", StringComparison.Ordinal))
            {
                yield return $"{file}:{number}: say why on the same line, or the line above.";
            }

            if (attribute && !text.Contains("Justification", StringComparison.Ordinal)
                && !Repository.Lines(file).Skip(number).Take(3).Any(static next => next.Text.Contains("Justification", StringComparison.Ordinal)))
            {
                yield return $"{file}:{number}: the attribute needs a Justification.";
            }

            before = text;
        }
    }
}

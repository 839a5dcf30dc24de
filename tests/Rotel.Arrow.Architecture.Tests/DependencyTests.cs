using System.Xml.Linq;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>Every project file against <see cref="DependencyTable"/>.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Projects_reference_only_what_the_table_allows() => Violations.None(
        from project in Repository.ProductProjects
        let row = DependencyTable.RowOf(project.Name)
        from reference in project.References
        where row is null || !DependencyTable.Allowed(row).Contains(DependencyTable.RowOf(reference) ?? reference)
        select $"{project} may not reference {reference}: move the code below both, or pass it in.");

    [Fact]
    public void Components_never_reference_each_other() => Violations.None(
        from project in Repository.ProductProjects
        where project.Name != "Gateway"
        from reference in project.References
        where DependencyTable.RowOf(reference) is "Receivers" or "Processors" or "Exporters"
        select $"{project} references {reference}: what both need belongs to Pipeline, Transport or Views.");

    [Fact]
    public void Every_project_of_the_product_has_a_row_in_the_table() => Violations.None(
        from project in Repository.ProductProjects
        where DependencyTable.RowOf(project.Name) is null
        select $"{project} has no row in DependencyTable: decide what it may reference first.");

    [Fact]
    public void The_table_has_no_cycle()
    {
        foreach (string project in DependencyTable.MayReference.Keys)
        {
            Assert.DoesNotContain(project, DependencyTable.Allowed(project));
        }
    }

    [Fact]
    public void Nothing_references_the_gateway() => Violations.None(
        from project in Repository.Projects
        where project.References.Contains("Gateway") && project.Name != "Gateway.Tests"
        select $"{project} references the gateway: only its unit tests do, others start it as a process (GatewayProcess).");

    [Fact]
    public void The_product_references_no_test_project() => Violations.None(
        from project in Repository.ProductProjects
        from reference in project.Document.Descendants("ProjectReference").Attributes("Include")
        where !reference.Value.StartsWith("../Rotel.Arrow.", StringComparison.Ordinal)
        select $"{project} references {reference.Value}, which is outside of src.");

    [Fact]
    public void Packages_are_named_by_their_owner_only() => Violations.None(
        from project in Repository.ProductProjects
        from package in project.Packages
        where !MayName(project.Name, package)
        select $"{project} may not name {package}: {OwnerOf(package)}.");

    [Fact]
    public void Only_projects_that_speak_HTTP_use_the_web_framework() => Violations.None(
        from project in Repository.ProductProjects
        where project.Frameworks.Any() || project.Sdk != "Microsoft.NET.Sdk"
        where !DependencyTable.MayUseAspNetCore.Contains(DependencyTable.RowOf(project.Name))
        select $"{project} uses {string.Join(", ", project.Frameworks.Append(project.Sdk))}.");

    [Fact]
    public void Indirect_references_stay_hidden()
    {
        XDocument props = XDocument.Parse(Repository.Read("Directory.Build.props"));
        Assert.Equal("true", props.Descendants("DisableTransitiveProjectReferences").Single().Value);
        Violations.None(
            from project in Repository.Projects
            where project.Property("DisableTransitiveProjectReferences").Any()
            select $"{project} sets it itself.");
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        string solution = Repository.Read("Rotel.Arrow.sln").Replace('\\', '/');
        Violations.None(
            from project in Repository.Projects
            where !solution.Contains($"\"{project.File}\"", StringComparison.Ordinal)
            select $"{project} is not in the solution.");
        Assert.False(File.Exists(RepositoryRoot.Of("Rotel.Arrow.slnx")), "the classic format, not .slnx");
    }

    static bool MayName(string project, string package) =>
        DependencyTable.SharedPackages.TryGetValue(package, out (string[] Projects, string Reason) shared)
            ? shared.Projects.Contains(DependencyTable.RowOf(project))
            : DependencyTable.OwnerOfPackage.TryGetValue(package, out string? owner) && owner == project;

    static string OwnerOf(string package) =>
        DependencyTable.SharedPackages.TryGetValue(package, out (string[] Projects, string Reason) shared)
            ? string.Join(", ", shared.Projects) + " name it, " + shared.Reason
        : DependencyTable.OwnerOfPackage.TryGetValue(package, out string? owner) ? owner + " names it"
        : "the table has no row for it";
}

using System.Text.RegularExpressions;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>Names that say nothing attract everything.</summary>
public sealed partial class NameTests
{
    [Fact]
    public void No_type_folder_or_file_is_a_drawer() => Violations.None(
        PathsWithDrawers().Concat(
            from file in Repository.CSharp
            from line in Repository.Lines(file)
            let match = TypeDeclaration().Match(line.Text)
            where match.Success && Drawer().IsMatch(match.Groups["name"].Value)
            select $"{file}:{line.Number}: {match.Groups["name"].Value} - name it for what it does.").Distinct());

    [Theory]
    [InlineData("Utils")]
    [InlineData("StringUtils")]
    [InlineData("Misc")]
    [InlineData("BatchManager")]
    [InlineData("Common")]
    [InlineData("TestHelpers")]
    [InlineData("OtlpHelper")]
    public void These_names_are_drawers(string name) => Assert.Matches(Drawer(), name);

    [Theory]
    [InlineData("SlabPool")]
    [InlineData("CommonPrefixLength")]
    [InlineData("Dismiscount")]
    public void These_names_are_not(string name) => Assert.DoesNotMatch(Drawer(), name);

    /// <summary>The part behind a dot of a file's name is free: OtlpFields.Common.cs is about the package common.v1.</summary>
    static IEnumerable<string> PathsWithDrawers() =>
        from file in Repository.Files
        where file.StartsWith("src/", StringComparison.Ordinal)
            || file.StartsWith("tests/", StringComparison.Ordinal)
            || file.StartsWith("bench/", StringComparison.Ordinal)
        from word in Path.GetDirectoryName(file)!.Split('/', '.').Append(Path.GetFileName(file).Split('.')[0])
        where Drawer().IsMatch(word)
        select file;

    [GeneratedRegex(@"(^|[a-z0-9])(Utils?|Utilities|Misc|Managers?|Common|Helpers?)$")]
    private static partial Regex Drawer();

    [GeneratedRegex(@"^\s*((public|internal|private|protected|file|sealed|static|abstract|partial|unsafe|readonly|ref|new)\s+)*(class|record(\s+(struct|class))?|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)")]
    private static partial Regex TypeDeclaration();
}

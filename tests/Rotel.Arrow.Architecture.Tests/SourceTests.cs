using System.Text.RegularExpressions;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>House rules that the compiler does not know.</summary>
public sealed partial class SourceTests
{
    const int LinesThatNeedAReason = 500;
    const int LinesThatNothingJustifies = 1000;

    static readonly string[] s_ascii =
        [".cs", ".csproj", ".props", ".targets", ".proto", ".sln", ".editorconfig", ".sh", ".json"];

    /// <summary>Files above 500 lines -> why they are not two.</summary>
    static readonly Dictionary<string, string> s_longFiles = [];

    [Fact]
    public void No_file_is_longer_than_1000_lines_and_one_above_500_has_a_reason()
    {
        Dictionary<string, int> lines = Repository.CSharp
            .ToDictionary(static file => file, static file => File.ReadLines(RepositoryRoot.Of(file)).Count());
        Violations.None(
            from file in lines
            where file.Value > LinesThatNothingJustifies
                || (file.Value > LinesThatNeedAReason && !s_longFiles.ContainsKey(file.Key))
            select $"{file.Key} has {file.Value} lines: split it by concept.");
        Violations.None(
            from file in s_longFiles.Keys
            where !lines.TryGetValue(file, out int count) || count <= LinesThatNeedAReason
            select $"{file} is not that long any more: take it from the table.");
    }

    [Fact]
    public void Sources_are_ASCII() => Violations.None(
        from file in Repository.Files
        where s_ascii.Contains(Path.GetExtension(file)) || file.StartsWith(".ci/", StringComparison.Ordinal)
        from line in Repository.Lines(file)
        where !System.Text.Ascii.IsValid(line.Text)
        select $"{file}:{line.Number}: write the character as an escape.");

    [Fact]
    public void No_regions() => Violations.None(Find(Repository.CSharp, RegionLine()));

    [Fact]
    public void A_to_do_carries_the_link_of_its_issue() => Violations.None(
        Find(Repository.CSharp, ToDo()).Where(static found => !found.Contains("http", StringComparison.Ordinal)));

    [Fact]
    public void Nothing_in_the_product_is_left_unimplemented() => Violations.None(Find(Repository.ProductCSharp, Unimplemented()));

    [Fact]
    public void Tests_are_not_switched_off_by_an_attribute() => Violations.None(
        Find(Repository.CSharp, SkippedByAttribute()));

    [Fact]
    public void Classes_of_the_product_are_sealed_static_or_abstract()
    {
        HashSet<string> closed = [];
        Dictionary<string, string> open = [];
        foreach (string file in Repository.ProductCSharp)
        {
            foreach ((int number, string text) in Repository.Lines(file))
            {
                if (ClassDeclaration().Match(text) is { Success: true } match)
                {
                    // A partial type says it once, in any of its files; a nested one is told by its file.
                    string key = $"{Path.GetDirectoryName(file)}/{match.Groups["name"].Value}";
                    if (Closing().IsMatch(match.Groups["modifiers"].Value))
                    {
                        closed.Add(key);
                    }
                    else
                    {
                        open.TryAdd(key, $"{file}:{number}: {match.Groups["name"].Value}");
                    }
                }
            }
        }

        Violations.None(open.Where(found => !closed.Contains(found.Key)).Select(static found => found.Value));
    }

    static IEnumerable<string> Find(IEnumerable<string> files, Regex pattern) =>
        from file in files
        where !file.StartsWith("tests/Rotel.Arrow.Architecture.Tests/", StringComparison.Ordinal)
        from line in Repository.Lines(file)
        where pattern.IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}";

    [GeneratedRegex(@"^\s*#\s*(end)?region\b")]
    private static partial Regex RegionLine();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex ToDo();

    [GeneratedRegex(@"\bNotImplementedException\b")]
    private static partial Regex Unimplemented();

    [GeneratedRegex(@"\[(Fact|Theory|Property)\b[^\]]*\bSkip\s*=")]
    private static partial Regex SkippedByAttribute();

    [GeneratedRegex(@"^\s*(?<modifiers>((public|internal|private|protected|file|sealed|static|abstract|partial|unsafe|readonly|new)\s+)*)(class|record)\s+(?!struct\b|class\b)(?<name>\w+)")]
    private static partial Regex ClassDeclaration();

    [GeneratedRegex(@"\b(sealed|static|abstract)\b")]
    private static partial Regex Closing();
}

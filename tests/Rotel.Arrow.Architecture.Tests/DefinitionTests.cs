using System.Text.RegularExpressions;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>The .proto files stay an oracle: complete, and out of the product.</summary>
public sealed partial class DefinitionTests
{
    [Fact]
    public void Every_definition_has_our_namespace_and_a_package_that_fits_its_folder() => Violations.None(
        from file in Repository.Files
        where file.EndsWith(".proto", StringComparison.Ordinal)
        let text = Repository.Read(file)
        let folder = Path.GetDirectoryName(file)!["proto/".Length..].Replace('/', '.')
        where Package().Match(text).Groups[1].Value != folder
            || !text.Contains("option csharp_namespace = \"Rotel.Arrow.Proto.", StringComparison.Ordinal)
        select file);

    [Fact]
    public void The_product_does_not_use_the_generated_classes() => Violations.None(
        from file in Repository.ProductCSharp
        from line in Repository.Lines(file)
        where line.Text.Contains("Rotel.Arrow.Proto", StringComparison.Ordinal)
        select $"{file}:{line.Number}: the codecs are written by hand; the generated classes only judge them.");

    [GeneratedRegex(@"^package ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Package();
}

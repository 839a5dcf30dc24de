using System.Xml.Linq;

namespace Rotel.Arrow.Architecture.Tests;

/// <summary>One project file, as written; what imported files add is not part of it.</summary>
sealed class Project(string file)
{
    public XDocument Document { get; } = XDocument.Parse(Repository.Read(file));

    /// <summary>Path relative to the root.</summary>
    public string File { get; } = file;

    /// <summary>For example <c>Otlp</c> or <c>Otlp.Tests</c>.</summary>
    public string Name { get; } = ShortName(file);

    public bool IsProduct => File.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Short names of the projects it references.</summary>
    public IEnumerable<string> References => Includes("ProjectReference").Select(ShortName);

    public IEnumerable<string> Packages => Includes("PackageReference");

    public IEnumerable<string> Frameworks => Includes("FrameworkReference");

    public string Sdk => Document.Root!.Attribute("Sdk")!.Value;

    /// <summary>Values of a property, wherever in the file it is set.</summary>
    public IEnumerable<string> Property(string name) =>
        Document.Descendants(name).Select(static element => element.Value);

    public override string ToString() => File;

    static string ShortName(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
        const string Prefix = "Rotel.Arrow.";
        return name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
    }

    IEnumerable<string> Includes(string item) =>
        Document.Descendants(item).Select(static element => element.Attribute("Include")?.Value).OfType<string>();
}

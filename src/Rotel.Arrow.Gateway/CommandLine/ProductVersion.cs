using System.Reflection;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    private const int ShortCommitLength = 7;

    /// <summary><c>0.1.0+1b67d77</c>: behind the plus sign the commit, if the build knew it.</summary>
    public static string Text { get; } = Shorten(
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");

    private static string Shorten(string version)
    {
        int plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 || version.Length <= plus + 1 + ShortCommitLength ? version : version[..(plus + 1 + ShortCommitLength)];
    }
}

using System.Reflection;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary>The version of this program.</summary>
internal static class ProductVersion
{
    /// <summary><c>0.1.0</c>; behind a plus sign the commit, if the build knew it.</summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}

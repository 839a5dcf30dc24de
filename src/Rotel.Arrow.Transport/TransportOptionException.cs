namespace Rotel.Arrow.Transport;

/// <summary>A setting that cannot be used: found when a component starts. The message names the option and the fix.</summary>
public sealed class TransportOptionException(string option, string problem, Exception? inner = null)
    : Exception($"{option}: {problem}", inner)
{
    /// <summary>The option as the user wrote it.</summary>
    public string Option { get; } = option;
}

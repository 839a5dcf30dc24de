namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary>How the process ends.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was accepted was delivered, or its loss was decided and reported earlier.</summary>
    public const int Success = 0;

    /// <summary>It could not start, or it stopped with undelivered telemetry.</summary>
    public const int Failure = 1;

    /// <summary>The command line or the environment is wrong.</summary>
    public const int Usage = 2;
}

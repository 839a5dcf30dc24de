namespace Rotel.Arrow.Config.Reading;

/// <summary>Collects every mistake, so that one start shows them all. The same mistake is kept once.</summary>
internal sealed class ConfigProblems
{
    private readonly List<ConfigError> _errors = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    public IReadOnlyList<string> Warnings => _warnings;

    public void Add(ConfigError error)
    {
        if (!_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }

    public void Warn(string warning) => _warnings.Add(warning);
}

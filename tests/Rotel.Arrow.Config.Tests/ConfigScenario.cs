using Rotel.Arrow.Config.Machine;
using Rotel.Arrow.Config.Reading;

namespace Rotel.Arrow.Config.Tests;

/// <summary>A command line and an environment, and what comes of them. Every file exists, the machine has 8 GiB.</summary>
internal sealed class ConfigScenario
{
    private readonly List<OptionInput> _options = [];
    private readonly List<string> _arguments = [];
    private readonly Dictionary<string, string> _environment = [];
    private Func<string, bool> _fileExists = static _ => true;
    private MemoryCeiling _ceiling = new(8L << 30, "machine memory");

    /// <summary>Reads <c>--name value --flag</c> as a terminal would pass it, split at spaces.</summary>
    public static ConfigScenario With(string commandLine)
    {
        var scenario = new ConfigScenario();
        string[] words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < words.Length; i++)
        {
            string name = words[i][2..];
            bool value = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            scenario._options.Add(new OptionInput(name, value ? words[++i] : null));
        }

        return scenario;
    }

    /// <summary>An option whose value has spaces or is empty.</summary>
    public ConfigScenario Option(string name, string? value)
    {
        _options.Add(new OptionInput(name, value));
        return this;
    }

    public ConfigScenario Argument(string word)
    {
        _arguments.Add(word);
        return this;
    }

    public ConfigScenario Variable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public ConfigScenario NoFiles()
    {
        _fileExists = static _ => false;
        return this;
    }

    public ConfigScenario Machine(long? bytes, string source = "cgroup limit")
    {
        _ceiling = new MemoryCeiling(bytes, source);
        return this;
    }

    public ConfigResult Read() => ConfigReader.Read(new ConfigInput
    {
        CommandLine = _options,
        Arguments = _arguments,
        Environment = _environment,
        FileExists = _fileExists,
        MemoryCeiling = () => _ceiling,
    });

    /// <summary>The configuration; fails when there is none.</summary>
    public GatewayConfig Config()
    {
        ConfigResult result = Read();
        Assert.Empty(result.Errors);
        return result.Config!;
    }

    /// <summary>The one mistake, as it is printed; fails when there are none or several.</summary>
    public string Error()
    {
        ConfigResult result = Read();
        Assert.Null(result.Config);
        return Assert.Single(result.Errors).ToString();
    }
}

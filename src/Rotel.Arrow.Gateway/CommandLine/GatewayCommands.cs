using System.Collections;
using Rotel.Arrow.Config.Help;
using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Config.Values;
using Rotel.Arrow.Gateway.Generate;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary>Runs what the command line asks for and gives the exit code.</summary>
internal static class GatewayCommands
{
    /// <summary>Width of help that goes into a file or a pipe.</summary>
    private const int PlainWidth = 100;

    private static readonly string[] Commands = ["start", "generate", "otap", "parquet", "clickhouse-ddl", "version"];

    public static Task<int> RunAsync(IReadOnlyList<string> args)
    {
        CommandRequest request = new CommandTree().Parse(args);
        return request.Kind switch
        {
            CommandKind.Start => StartAsync(request),
            CommandKind.ParquetInspect => Task.FromResult(ParquetInspectCommand.Run(request.Arguments, request.Pages, Console.Out, Console.Error)),
            CommandKind.OtapDump => Task.FromResult(OtapDumpCommand.Run(request.Arguments, request.Rows, Console.Out, Console.Error)),
            CommandKind.Generate => GenerateAsync(request),
            CommandKind.GenerateHelp => PrintAsync(GenerateOptions.Usage),
            CommandKind.ClickHouseDdl => ClickHouseDdlCommand.RunAsync(request.Action, request.Options, request.Arguments, Console.Out, Console.Error),
            CommandKind.ClickHouseDdlHelp => PrintAsync(ClickHouseDdlCommand.Usage),
            CommandKind.Version => PrintAsync(ProductVersion.Text + "\n"),
            CommandKind.Help => PrintAsync(HelpText.Program(ProductVersion.Text, TerminalWidth())),
            CommandKind.StartHelp => PrintAsync(HelpText.Start(TerminalWidth())),
            _ => Task.FromResult(RefuseCommand(request)),
        };
    }

    private static Task<int> StartAsync(CommandRequest request)
    {
        ConfigResult result = ConfigReader.Read(new ConfigInput
        {
            CommandLine = request.Options,
            Arguments = request.Arguments,
            Environment = EnvironmentVariables(),
        });
        return result.Config is { } config
            ? GatewayHost.RunAsync(config, result.Warnings)
            : Task.FromResult(Refuse(result.Errors));
    }

    private static Task<int> GenerateAsync(CommandRequest request)
    {
        Dictionary<string, string?> given = request.Options.ToDictionary(static option => option.Name, static option => option.Value);
        string? missing = given.FirstOrDefault(static option => option.Value is null).Key;
        string problem = request.Arguments.Count > 0 ? $"{request.Arguments[0]} is no option of generate"
            : missing is not null ? $"--{missing} needs a value"
            : "";
        if (problem.Length == 0
            && GenerateOptions.TryRead(name => given.GetValueOrDefault(name), (ulong)Random.Shared.NextInt64(1_000_000), out GenerateOptions options, out problem))
        {
            return GenerateCommand.RunAsync(options, Console.Out, Console.Error);
        }

        Console.Error.Write($"rotel-arrow generate: {PrintableText.Shorten(problem, 300)}\nHelp: rotel-arrow generate --help\n");
        return Task.FromResult(ExitCode.Usage);
    }

    private static Task<int> PrintAsync(string text)
    {
        Console.Out.Write(text);
        return Task.FromResult(ExitCode.Success);
    }

    private static int Refuse(IReadOnlyList<ConfigError> errors)
    {
        TextWriter output = Console.Error;
        output.Write(errors.Count == 1 ? "rotel-arrow cannot start: " : $"rotel-arrow cannot start for {errors.Count} reasons:\n");
        foreach (ConfigError error in errors)
        {
            output.Write(error.ToString());
            output.Write('\n');
        }

        output.Write("All options: rotel-arrow start --help\n");
        return ExitCode.Usage;
    }

    private static int RefuseCommand(CommandRequest request)
    {
        string? word = request.Arguments.Count > 0 ? request.Arguments[0] : null;
        string problem = word is null
            ? "options stand behind the command: rotel-arrow start [OPTIONS]"
            : ClosestNames.Find(word, Commands, 1) is [string near]
                ? $"there is no command '{word}'; did you mean {near}?"
                : $"there is no command '{word}'; the commands are {string.Join(", ", Commands)}";
        Console.Error.Write($"rotel-arrow: {problem}\nHelp: rotel-arrow --help\n");
        return ExitCode.Usage;
    }

    private static IEnumerable<KeyValuePair<string, string>> EnvironmentVariables()
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry is { Key: string name, Value: string value })
            {
                yield return new(name, value);
            }
        }
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.IsOutputRedirected ? PlainWidth : Console.WindowWidth;
        }
        catch (IOException)
        {
            return PlainWidth;
        }
    }
}

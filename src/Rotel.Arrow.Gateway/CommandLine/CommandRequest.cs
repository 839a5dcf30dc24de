using Rotel.Arrow.Config.Reading;

namespace Rotel.Arrow.Gateway.CommandLine;

/// <summary>What a command line asks for.</summary>
internal enum CommandKind : byte
{
    /// <summary>Run the gateway.</summary>
    Start,

    /// <summary>Print the version.</summary>
    Version,

    /// <summary>Print the help of the program.</summary>
    Help,

    /// <summary>Print the help of <c>start</c>.</summary>
    StartHelp,

    /// <summary>Print what Parquet files hold; the files are the arguments.</summary>
    ParquetInspect,

    /// <summary>Print what recordings of OTAP streams hold; the files are the arguments.</summary>
    OtapDump,

    /// <summary>Send telemetry of an imaginary shop; options carry the names of GenerateOptions.</summary>
    Generate,

    /// <summary>Print the help of <c>generate</c>.</summary>
    GenerateHelp,

    /// <summary>Create, check or upgrade tables of ClickHouse; which of them is the action.</summary>
    ClickHouseDdl,

    /// <summary>Print the help of <c>clickhouse-ddl</c>.</summary>
    ClickHouseDdlHelp,

    /// <summary>No command, or one that does not exist.</summary>
    Unknown,
}

/// <summary>A parsed command line.</summary>
internal sealed record CommandRequest(CommandKind Kind)
{
    /// <summary>Options, known and unknown, in no particular order but that of repetitions.</summary>
    public IReadOnlyList<OptionInput> Options { get; init; } = [];

    /// <summary>True: every page too, with its checksum verified (<c>parquet inspect --pages</c>).</summary>
    public bool Pages { get; init; }

    /// <summary>True: every row too (<c>otap dump --rows</c>).</summary>
    public bool Rows { get; init; }

    /// <summary>The word behind the command, where it has one.</summary>
    public string? Action { get; init; }

    /// <summary>Words that belong to no option.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

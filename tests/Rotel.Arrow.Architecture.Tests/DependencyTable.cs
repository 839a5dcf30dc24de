namespace Rotel.Arrow.Architecture.Tests;

/// <summary>
/// The dependency table of the house, as data. A new project, reference or package starts with a row here, and so with a
/// decision.
/// </summary>
static class DependencyTable
{
    /// <summary>
    /// Project -> what it may reference, together with everything below those. A component that leaves its group because
    /// of a heavy dependency (<c>Exporters.Kafka</c>) has its group's row.
    /// </summary>
    public static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Memory"] = [],
        ["Views"] = [],
        ["Config"] = [],
        ["Columnar"] = ["Memory"],
        ["Parquet"] = ["Columnar"],
        ["Otlp"] = ["Memory", "Views"],
        ["Otap"] = ["Otlp", "Columnar", "Views"],
        ["Pdata"] = ["Otlp", "Otap"],
        ["Pipeline"] = ["Pdata"],
        ["Transport"] = ["Memory"],
        ["Flight"] = ["Transport", "Columnar"],
        ["Receivers"] = ["Pipeline", "Transport", "Flight", "Parquet"],
        ["Processors"] = ["Pipeline", "Transport", "Flight", "Parquet"],
        ["Exporters"] = ["Pipeline", "Transport", "Flight", "Parquet"],
        ["Gateway"] = ["Receivers", "Processors", "Exporters", "Config"],
    };

    /// <summary>Package -> the one project that names it.</summary>
    public static readonly Dictionary<string, string> OwnerOfPackage = new()
    {
        ["Apache.Arrow"] = "Columnar",
        ["Grpc.AspNetCore.Server"] = "Receivers",
        ["Grpc.AspNetCore.HealthChecks"] = "Receivers",
        ["Grpc.AspNetCore.Server.Reflection"] = "Receivers",
        ["System.IO.Hashing"] = "Parquet",
        ["AWSSDK.S3"] = "Exporters",
        ["YamlDotNet"] = "Config",
        ["Vecc.YamlDotNet.Analyzers.StaticGenerator"] = "Config",
        ["System.CommandLine"] = "Gateway",
        ["Spectre.Console"] = "Gateway",
        ["OpenTelemetry"] = "Gateway",
        ["OpenTelemetry.Extensions.Hosting"] = "Gateway",
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = "Gateway",
    };

    /// <summary>Package -> the projects that name it, and why one is not enough.</summary>
    public static readonly Dictionary<string, (string[] Projects, string Reason)> SharedPackages = new()
    {
        ["ZstdSharp.Port"] = (["Transport", "Parquet", "Columnar"], "codec of three formats whose projects may not see each other"),
        ["K4os.Compression.LZ4"] = (["Transport", "Parquet", "Columnar"], "codec of three formats whose projects may not see each other"),
        ["K4os.Compression.LZ4.Streams"] = (["Transport", "Columnar"], "LZ4 frames, in HTTP bodies and in Arrow IPC"),
        ["K4os.Hash.xxHash"] = (["Transport", "Columnar"], "checksums of LZ4 frames, in HTTP bodies and in Arrow IPC"),
        ["Snappier"] = (["Transport", "Parquet"], "codec of two formats whose projects may not see each other"),
        ["Microsoft.Extensions.Logging.Abstractions"] = (["Pipeline", "Transport", "Receivers", "Processors", "Exporters"],
            "every component logs, and only some have the ASP.NET framework"),
    };

    /// <summary>Projects that host or speak HTTP; all others stay free of the ASP.NET framework.</summary>
    public static readonly string[] MayUseAspNetCore = ["Transport", "Flight", "Receivers", "Gateway"];

    /// <summary>The row of a project: its own, or its group's.</summary>
    public static string? RowOf(string project)
    {
        if (MayReference.ContainsKey(project))
        {
            return project;
        }

        string group = project.Split('.')[0];
        return group is "Receivers" or "Processors" or "Exporters" ? group : null;
    }

    /// <summary>Everything that a row allows, directly and below.</summary>
    public static HashSet<string> Allowed(string row)
    {
        HashSet<string> allowed = [];
        Stack<string> open = new(MayReference[row]);
        while (open.TryPop(out string? project))
        {
            if (allowed.Add(project))
            {
                foreach (string below in MayReference[project])
                {
                    open.Push(below);
                }
            }
        }

        return allowed;
    }
}

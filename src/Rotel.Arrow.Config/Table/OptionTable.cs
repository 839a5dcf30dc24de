namespace Rotel.Arrow.Config.Table;

/// <summary>Every option of this version, in the order of the help.</summary>
public static class OptionTable
{
    private static readonly Dictionary<string, OptionDefinition> ByName = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, OptionDefinition> ByVariable = new(StringComparer.Ordinal);

    static OptionTable()
    {
        All =
        [
            .. GeneralOptions.All, .. OtlpReceiverOptions.All, .. ExporterOptions.All, .. OtlpExporterOptions.All,
            .. ClickHouseExporterOptions.All, .. ParquetExporterOptions.All, .. FileExporterOptions.All, .. DebugLogOptions.All, .. BatchOptions.All, .. RetryOptions.All, .. DeliveryOptions.All,
        ];
        foreach (OptionDefinition option in All)
        {
            ByName.Add(option.Name, option);
            ByVariable.Add(option.EnvironmentVariable, option);
        }
    }

    /// <summary>All options.</summary>
    public static IReadOnlyList<OptionDefinition> All { get; }

    /// <summary>The option with this name (no dashes); null when there is none.</summary>
    public static OptionDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The option that this environment variable sets; null when there is none.</summary>
    public static OptionDefinition? FindVariable(string variable) => ByVariable.GetValueOrDefault(variable);
}

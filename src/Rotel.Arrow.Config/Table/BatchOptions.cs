namespace Rotel.Arrow.Config.Table;

/// <summary>When a batch is sealed.</summary>
internal static class BatchOptions
{
    private const OptionGroup Group = OptionGroup.Batching;

    public static readonly SignalOptions MaxSize = SignalOptions.Overriding("{signal}-batch-max-size",
        new("batch-max-size", OptionKind.Integer, Group, "Most items (spans, data points, log records) in a batch")
        {
            Default = "8192",
            Minimum = 1,
            Maximum = 1_000_000,
        });

    public static readonly SignalOptions Timeout = SignalOptions.Overriding("{signal}-batch-timeout",
        new("batch-timeout", OptionKind.Duration, Group, "Longest wait for more items")
        {
            Default = "200ms",
            Minimum = TimeSpan.TicksPerMillisecond,
            Maximum = TimeSpan.TicksPerHour,
        });

    public static readonly OptionDefinition MaxBytes = new("batch-max-bytes", OptionKind.Bytes, Group,
        "Most bytes of a batch, as OTLP protobuf before compression")
    {
        Default = "3.5MiB",
        Minimum = 1024,
        Maximum = 1L << 30,
        Details = "Not in Rotel. The default stays below the 4 MiB that gRPC servers accept unless told otherwise. Requests are split between items; a single larger item travels alone.",
    };

    public static readonly OptionDefinition Disable = new("disable-batching", OptionKind.Flag, Group,
        "Send every request on as it came")
    {
        Default = "false",
    };

    public static IEnumerable<OptionDefinition> All => [.. MaxSize.All, .. Timeout.All, MaxBytes, Disable];
}

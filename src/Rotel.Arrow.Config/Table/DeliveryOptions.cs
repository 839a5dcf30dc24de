namespace Rotel.Arrow.Config.Table;

/// <summary>Representation, acknowledgement, memory, shutdown.</summary>
internal static class DeliveryOptions
{
    private const OptionGroup Group = OptionGroup.Delivery;

    public static readonly OptionDefinition Pdata = new("pdata", OptionKind.Choice, Group,
        "Decode to Arrow columns when a node needs them (auto) or always (columns)")
    {
        Default = "auto",
        Allowed = ["auto", "columns"],
    };

    public static readonly OptionDefinition Ack = new("ack", OptionKind.Choice, Group,
        "Answer senders when a request is admitted to memory, or when it was delivered")
    {
        Default = "admitted",
        Allowed = ["admitted", "delivered"],
        Details = "See docs/delivery.md for what each level promises.",
    };

    public static readonly OptionDefinition MemoryLimit = new("memory-limit", OptionKind.Bytes, Group,
        "Memory for telemetry in flight; above it senders are told to come back later")
    {
        Minimum = 16L << 20,
        Maximum = 1L << 40,
        Example = "256MiB",
        Details = "An eighth of it, at most 32 MiB, is left for the runtime and connections. Default: 256MiB, or 40 % of the memory of the container or machine where that is less. The start-up log says which.",
    };

    public static readonly OptionDefinition ShutdownTimeout = new("shutdown-timeout", OptionKind.Duration, Group,
        "How long SIGTERM lets deliveries go on")
    {
        Default = "30s",
        Maximum = TimeSpan.TicksPerHour,
    };

    public static IEnumerable<OptionDefinition> All => [Pdata, Ack, MemoryLimit, ShutdownTimeout];
}

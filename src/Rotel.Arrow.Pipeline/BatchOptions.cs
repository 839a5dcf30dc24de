namespace Rotel.Arrow.Pipeline;

/// <summary>When an open batch is sealed and sent on. The first limit that is reached seals it.</summary>
public sealed record BatchOptions
{
    /// <summary>False (<c>--disable-batching</c>): each request is a batch of its own, neither merged nor split.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>
    /// Most spans, log records or data points in a batch (<c>--batch-max-size</c>). At least 1. Larger requests are
    /// split. Default 8192, as Rotel and the Collector have it.
    /// </summary>
    public int MaxItems { get; init; } = 8192;

    /// <summary>
    /// Most bytes of OTLP protobuf in a batch, counted as they arrived. From 1 KiB to 1 GiB; larger requests are
    /// split, only a single larger item travels alone. Default 3.5 MiB: with headers it stays below the 4 MiB that
    /// gRPC servers accept unless told otherwise.
    /// </summary>
    public int MaxBytes { get; init; } = 7 << 19;

    /// <summary>
    /// Longest time from the first request in a batch to its sealing (<c>--batch-timeout</c>). Above zero, at most
    /// an hour. Default 200 ms.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMilliseconds(200);

    internal void Validate(string path, List<string> errors)
    {
        if (MaxItems < 1)
        {
            errors.Add($"{path}.{nameof(MaxItems)} is {MaxItems}; it must be at least 1.");
        }

        if (MaxBytes is < 1024 or > 1 << 30)
        {
            errors.Add($"{path}.{nameof(MaxBytes)} is {MaxBytes}; it must lie between 1 KiB and 1 GiB.");
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1))
        {
            errors.Add($"{path}.{nameof(Timeout)} is {Timeout}; it must be above zero and at most an hour.");
        }
    }
}

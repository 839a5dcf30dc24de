namespace Rotel.Arrow.Otlp.Splitting;

/// <summary>How large a piece may become.</summary>
/// <param name="MaxItems">Most spans, log records or data points, at least 1.</param>
/// <param name="MaxBytes">
/// Most bytes of the encoded message, at least 1. One item that is larger with its resource, scope and metric makes a
/// piece of its own.
/// </param>
public readonly record struct OtlpSplitLimits(int MaxItems, int MaxBytes)
{
    /// <summary>True when a message of this size needs no split.</summary>
    public bool Admits(int items, long bytes) => items <= MaxItems && bytes <= MaxBytes;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxItems, 1, nameof(MaxItems));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1, nameof(MaxBytes));
    }
}

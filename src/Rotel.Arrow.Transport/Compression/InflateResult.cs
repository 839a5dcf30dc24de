using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Transport.Compression;

/// <summary>How an inflation ended.</summary>
public enum InflateStatus : byte
{
    /// <summary>All input was consumed and the result is within the limit.</summary>
    Ok = 0,

    /// <summary>The result would be longer than the limit (413, RESOURCE_EXHAUSTED).</summary>
    TooLarge,

    /// <summary>Not what the encoding says, truncated, a wrong checksum, or bytes after the end (400, INVALID_ARGUMENT).</summary>
    Corrupt,

    /// <summary>An encoding that is not supported (415, UNIMPLEMENTED).</summary>
    UnknownEncoding,

    /// <summary>The byte budget has no room for the result now (503, UNAVAILABLE).</summary>
    OverBudget,
}

/// <summary>The answer of <see cref="BoundedInflater"/>.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Slab">The result on <see cref="InflateStatus.Ok"/>, owned by the caller; null otherwise.</param>
/// <param name="Length">Bytes of the slab that are filled.</param>
/// <param name="Message">For the peer, when not Ok.</param>
public readonly record struct InflateResult(InflateStatus Status, Slab? Slab = null, int Length = 0, string? Message = null)
{
    internal static InflateResult Corrupt(ContentEncoding encoding, string why) =>
        new(InflateStatus.Corrupt, Message: $"corrupt {encoding.Name()} body: {why}");
}

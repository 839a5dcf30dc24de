namespace Rotel.Arrow.Testing;

/// <summary>What random telemetry looks like.</summary>
public enum Profile
{
    /// <summary>The services of a shop: well formed, values that repeat as they do in production.</summary>
    Realistic,

    /// <summary>Every field, presence, kind of value and extreme that the wire allows, well formed or not.</summary>
    Edge,
}

/// <summary>How <see cref="RandomOtlp"/> generates. The switches narrow <see cref="Profile.Edge"/>.</summary>
public sealed record RandomOtlpOptions
{
    public static RandomOtlpOptions Realistic { get; } = new() { Profile = Profile.Realistic };

    public static RandomOtlpOptions Edge { get; } = new() { Profile = Profile.Edge };

    public Profile Profile { get; init; } = Profile.Edge;

    /// <summary>Spans, log records or data points of a request, exactly. 0 or more.</summary>
    public int Items { get; init; } = 30;

    /// <summary>
    /// Nesting of arrays and key-value lists, 0 for plain values only. Keep at 30 or less where Google.Protobuf parses
    /// the result with its default recursion limit of 100 (a list costs three messages a level).
    /// </summary>
    public int MaxDepth { get; init; } = 4;

    /// <summary>Resources, scopes and metrics that hold nothing.</summary>
    public bool EmptyContainers { get; init; } = true;

    /// <summary>string_value_strindex and key_strindex, which have a meaning in profiles only.</summary>
    public bool StringIndexes { get; init; } = true;

    /// <summary>NaN and infinities.</summary>
    public bool NonFiniteNumbers { get; init; } = true;

    /// <summary>Enum numbers that no release defines, negative ones included.</summary>
    public bool UnknownEnumNumbers { get; init; } = true;

    /// <summary>Trace and span ids of a length that is neither 0 nor right. Receivers must refuse these.</summary>
    public bool WrongIdLengths { get; init; }

    /// <summary>Length in bytes of the largest strings and byte values, which occur about once in 500.</summary>
    public int LargeValueBytes { get; init; } = 70_000;
}

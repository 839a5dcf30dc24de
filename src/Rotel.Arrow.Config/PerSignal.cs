namespace Rotel.Arrow.Config;

/// <summary>One value a signal.</summary>
/// <param name="Traces">The value for traces.</param>
/// <param name="Metrics">The value for metrics.</param>
/// <param name="Logs">The value for logs.</param>
public readonly record struct PerSignal<T>(T Traces, T Metrics, T Logs)
{
    /// <summary>The three values after <paramref name="map"/>.</summary>
    public PerSignal<TResult> Map<TResult>(Func<T, TResult> map) => new(map(Traces), map(Metrics), map(Logs));

    /// <summary>The values with the names of their signals.</summary>
    public IEnumerable<(string Signal, T Value)> Named => [("traces", Traces), ("metrics", Metrics), ("logs", Logs)];
}

/// <summary>Makes <see cref="PerSignal{T}"/>.</summary>
public static class PerSignal
{
    /// <summary>The same value for every signal.</summary>
    public static PerSignal<T> All<T>(T value) => new(value, value, value);

    /// <summary>One value a signal, made from its name (<c>traces</c>, <c>metrics</c>, <c>logs</c>).</summary>
    public static PerSignal<T> Create<T>(Func<string, T> make) => new(make("traces"), make("metrics"), make("logs"));
}

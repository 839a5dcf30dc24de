using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Collector.Metrics.V1;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;

namespace Rotel.Arrow.Testing;

/// <summary>
/// Random export requests. The same seed, options and order of calls give the same requests; successive calls give
/// different ones. What it makes survives Google.Protobuf's own writing and reading as an equal message, so it may be
/// compared with a decoded one directly (doubles compare by their bits). Not thread safe.
/// </summary>
public sealed class RandomOtlp
{
    readonly Random _random;
    readonly RandomOtlpOptions _options;

    /// <param name="seed">Any number.</param>
    /// <param name="options">Default: <see cref="RandomOtlpOptions.Edge"/>.</param>
    public RandomOtlp(int seed, RandomOtlpOptions? options = null)
    {
        _random = new Random(seed);
        _options = options ?? RandomOtlpOptions.Edge;
    }

    public ExportTraceServiceRequest Traces() => _options.Profile == Profile.Edge
        ? EdgeTraces.Create(NewValues(), _options.Items)
        : ShopTraces.Create(_random, _options.Items);

    public ExportLogsServiceRequest Logs() => _options.Profile == Profile.Edge
        ? EdgeLogs.Create(NewValues(), _options.Items)
        : ShopLogs.Create(_random, _options.Items);

    public ExportMetricsServiceRequest Metrics() => _options.Profile == Profile.Edge
        ? EdgeMetrics.Create(NewValues(), _options.Items)
        : ShopMetrics.Create(_random, _options.Items);

    /// <summary>A request of the signal named traces, logs or metrics.</summary>
    public IMessage Request(string signal) => signal switch
    {
        "traces" => Traces(),
        "logs" => Logs(),
        "metrics" => Metrics(),
        _ => throw new ArgumentException($"No such signal: {signal}.", nameof(signal)),
    };

    /// <summary>A value of any kind, as an attribute or body may have it; never null.</summary>
    public AnyValue Value() => NewValues().Value(_options.MaxDepth);

    /// <summary>Attributes with duplicate, empty and large keys, as the profile Edge has them.</summary>
    public IEnumerable<KeyValue> Attributes() => NewValues().Attributes(_options.MaxDepth);

    /// <summary>
    /// A value nested exactly <paramref name="depth"/> containers deep (0: a plain string), arrays and key-value lists in
    /// turn: for tests of a depth limit.
    /// </summary>
    public static AnyValue Nested(int depth)
    {
        AnyValue value = new() { StringValue = "innermost" };
        for (int level = 0; level < depth; level++)
        {
            value = level % 2 == 0
                ? new AnyValue { ArrayValue = new ArrayValue { Values = { value } } }
                : new AnyValue { KvlistValue = new KeyValueList { Values = { new KeyValue { Key = "k", Value = value } } } };
        }

        return value;
    }

    EdgeValues NewValues() => new(_random, _options);
}

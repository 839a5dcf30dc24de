using System.Globalization;
using Google.Protobuf;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Resource.V1;

namespace Rotel.Arrow.Testing;

/// <summary>The services of a shop, what they are called and what they do: the vocabulary of realistic telemetry.</summary>
static class Shop
{
    public const string SchemaUrl = "https://opentelemetry.io/schemas/1.37.0";

    /// <summary>2025-10-09 08:53:20 UTC.</summary>
    public const ulong StartUnixNanos = 1_760_000_000_000_000_000;

    public static readonly string[] Services = ["frontend", "cart", "checkout", "payment", "catalog", "recommendation", "email"];

    public static readonly (string Method, string Route)[] Routes =
    [
        ("GET", "/"), ("GET", "/products/{id}"), ("GET", "/search"), ("POST", "/cart"), ("DELETE", "/cart/{item}"),
        ("POST", "/checkout"), ("GET", "/orders/{id}"), ("GET", "/healthz"),
    ];

    static readonly string[] s_scopes = ["io.opentelemetry.http", "shop.database", "shop.messaging", "OpenTelemetry.Instrumentation.AspNetCore"];

    static readonly string[] s_regions = ["eu-central-1", "us-east-1"];

    public static T Pick<T>(this Random random, T[] from) => from[random.Next(from.Length)];

    public static bool Chance(this Random random, int percent) => random.Next(100) < percent;

    public static ByteString Id(this Random random, int length)
    {
        byte[] id = new byte[length];
        random.NextBytes(id);
        id[0] |= 1;
        return ByteString.CopyFrom(id);
    }

    /// <summary>Up to a second after the start.</summary>
    public static ulong Time(this Random random) => StartUnixNanos + (ulong)random.NextInt64(1_000_000_000);

    public static Resource Resource(Random random)
    {
        string service = random.Pick(Services);
        string pod = $"{service}-{random.Next(1000, 9999).ToString(CultureInfo.InvariantCulture)}";
        return new Resource
        {
            Attributes =
            {
                Text("service.name", service),
                Text("service.version", $"1.{random.Next(4)}.0"),
                Text("service.instance.id", pod),
                Text("host.name", $"node-{random.Next(12)}"),
                Text("cloud.region", random.Pick(s_regions)),
                Text("k8s.namespace.name", "shop"),
                Text("k8s.pod.name", pod),
                Text("telemetry.sdk.language", "dotnet"),
                Text("telemetry.sdk.name", "opentelemetry"),
                Int("process.pid", random.Next(1, 40)),
            },
        };
    }

    public static InstrumentationScope Scope(Random random) => new() { Name = random.Pick(s_scopes), Version = "1.12.0" };

    public static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static KeyValue Int(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    public static KeyValue Number(string key, double value) => new() { Key = key, Value = new AnyValue { DoubleValue = value } };

    public static KeyValue Flag(string key, bool value) => new() { Key = key, Value = new AnyValue { BoolValue = value } };

    public static KeyValue Texts(string key, params ReadOnlySpan<string> values)
    {
        ArrayValue array = new();
        foreach (string value in values)
        {
            array.Values.Add(new AnyValue { StringValue = value });
        }

        return new KeyValue { Key = key, Value = new AnyValue { ArrayValue = array } };
    }
}

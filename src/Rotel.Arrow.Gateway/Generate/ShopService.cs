namespace Rotel.Arrow.Gateway.Generate;

/// <summary>One service of the shop: what its resource says.</summary>
internal sealed record ShopService(string Name, string Version, string Language, string Library)
{
    /// <summary>All services. Spans name them by their index.</summary>
    public static readonly ShopService[] All =
    [
        new("storefront", "3.4.1", "nodejs", "@opentelemetry/instrumentation-http"),
        new("checkout", "2.18.0", "go", "go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"),
        new("catalog", "1.9.3", "java", "io.opentelemetry.spring-webmvc-6.0"),
        new("payment", "5.0.2", "dotnet", "OpenTelemetry.Instrumentation.AspNetCore"),
        new("inventory", "0.22.7", "python", "opentelemetry.instrumentation.fastapi"),
    ];

    public const int Storefront = 0;
    public const int Checkout = 1;
    public const int Catalog = 2;
    public const int Payment = 3;
    public const int Inventory = 4;

    /// <summary>Attributes of the resource: one of three pods of the service.</summary>
    public List<GeneratedAttribute> Resource(int pod) =>
    [
        GeneratedAttribute.Of("service.name", Name),
        GeneratedAttribute.Of("service.namespace", "shop"),
        GeneratedAttribute.Of("service.version", Version),
        GeneratedAttribute.Of("service.instance.id", $"{Name}-{pod}"),
        GeneratedAttribute.Of("deployment.environment.name", "demo"),
        GeneratedAttribute.Of("k8s.pod.name", $"{Name}-7d9c5b6f4-{pod}"),
        GeneratedAttribute.Of("telemetry.sdk.language", Language),
    ];
}

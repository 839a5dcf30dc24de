namespace Rotel.Arrow.Config.Table;

/// <summary>OTLP coming in.</summary>
internal static class OtlpReceiverOptions
{
    private const OptionGroup Group = OptionGroup.OtlpReceiver;

    public static readonly OptionDefinition Receiver = new("receiver", OptionKind.Choice, Group,
        "The one receiver to start")
    {
        Default = "otlp",
        Allowed = ["otlp"],
        Absent = AbsentOptions.ReceiverTypes,
        Details = "Rotel's kafka, file, fluent and kmsg receivers are not in this version.",
    };

    public static readonly OptionDefinition Receivers = new("receivers", OptionKind.ChoiceList, Group,
        "The receivers to start; instead of --receiver")
    {
        Allowed = ["otlp"],
        Absent = AbsentOptions.ReceiverTypes,
        Example = "otlp",
    };

    public static readonly OptionDefinition GrpcEndpoint = new("otlp-grpc-endpoint", OptionKind.Endpoint, Group,
        "Where OTLP/gRPC listens")
    {
        Default = "localhost:4317",
        Details = "`localhost` is this machine alone, over IPv4 and IPv6. In a container listen on 0.0.0.0:4317, or nothing outside it can connect.",
    };

    public static readonly OptionDefinition HttpEndpoint = new("otlp-http-endpoint", OptionKind.Endpoint, Group,
        "Where OTLP/HTTP listens")
    {
        Default = "localhost:4318",
        Details = "May be the address of OTLP/gRPC: one port then serves both.",
    };

    public static readonly OptionDefinition GrpcMaxMessageMib = new("otlp-grpc-max-recv-msg-size-mib", OptionKind.Integer, Group,
        "Largest gRPC message in MiB, before and after decompression")
    {
        Default = "64",
        Minimum = 1,
        Maximum = 1024,
        Details = "Rotel's default is 4. Larger messages get RESOURCE_EXHAUSTED before they are read.",
    };

    public static readonly OptionDefinition HttpMaxMessageMib = new("otlp-http-max-recv-msg-size-mib", OptionKind.Integer, Group,
        "Largest HTTP body in MiB, before and after decompression")
    {
        Default = "64",
        Minimum = 1,
        Maximum = 1024,
        Details = "Rotel has 20 and no option. Larger bodies get 413.",
    };

    public static readonly SignalOptions Disabled = SignalOptions.Separate(
        new("otlp-receiver-{signal}-disabled", OptionKind.Flag, Group, "Do not accept {signal}")
        {
            Default = "false",
        });

    public static readonly SignalOptions HttpPath = SignalOptions.Separate(
        new("otlp-receiver-{signal}-http-path", OptionKind.UrlPath, Group, "Path of OTLP/HTTP for {signal}")
        {
            Default = "/v1/{signal}",
        });

    public static readonly OptionDefinition TlsCertFile = new("otlp-receiver-tls-cert-file", OptionKind.File, Group,
        "Certificate chain (PEM) of the receiver; switches both endpoints to TLS")
    {
        Example = "/etc/rotel/server.crt",
        Details = "Needs --otlp-receiver-tls-key-file.",
    };

    public static readonly OptionDefinition TlsKeyFile = new("otlp-receiver-tls-key-file", OptionKind.File, Group,
        "Private key (PEM) of the receiver's certificate")
    {
        Example = "/etc/rotel/server.key",
    };

    public static readonly OptionDefinition TlsClientCaFile = new("otlp-receiver-tls-client-ca-file", OptionKind.File, Group,
        "Certificate authorities (PEM) that must have signed a client's certificate; switches to mutual TLS")
    {
        Example = "/etc/rotel/clients-ca.crt",
    };

    public static readonly OptionDefinition ResourceAttributes = new("otel-resource-attributes", OptionKind.KeyValues, Group,
        "Attributes set on the resource of everything that arrives")
    {
        Example = "deployment.environment.name=prod,region=eu-1",
        Details = "Values are strings. A key that a resource has already gets the new value.",
    };

    public static IEnumerable<OptionDefinition> All =>
    [
        Receiver, Receivers, GrpcEndpoint, HttpEndpoint, GrpcMaxMessageMib, HttpMaxMessageMib,
        .. Disabled.All, .. HttpPath.All, TlsCertFile, TlsKeyFile, TlsClientCaFile, ResourceAttributes,
    ];
}

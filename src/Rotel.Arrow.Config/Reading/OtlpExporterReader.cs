using System.Text;
using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Configures one otlp exporter: what its options say for all signals, and what they say for one.</summary>
internal sealed class OtlpExporterReader(string name, OptionReader reader, ConfigProblems problems)
{
    /// <summary>Reads the destination of every signal in <paramref name="wanted"/>.</summary>
    public OtlpExporterConfig Read(PerSignal<bool> wanted)
    {
        if (!Endpoints().Any(reader.IsGiven) && wanted != PerSignal.All(false))
        {
            reader.Error(OtlpExporterOptions.Endpoint.Base!, "is needed by an exporter of type otlp");
            wanted = PerSignal.All(false);
        }

        CheckAuthenticator();
        OtlpDestinationConfig? shared = null;
        PerSignal<OtlpDestinationConfig?> destinations = PerSignal.Create<OtlpDestinationConfig?>(signal =>
        {
            if (!ConfigReader.Pick(wanted, signal))
            {
                return null;
            }

            bool own = OtlpExporterOptions.BySignal.Any(options => reader.IsGiven(ConfigReader.Pick(options.Each, signal)));
            return own ? Destination(signal) : shared ??= Destination(signal);
        });
        return new OtlpExporterConfig(name, destinations) { Retry = PerSignal.Create(Retry) };
    }

    private static IEnumerable<OptionDefinition> Endpoints() => OtlpExporterOptions.Endpoint.All;

    private OtlpDestinationConfig? Destination(string signal)
    {
        OptionDefinition endpoint = Choose(OtlpExporterOptions.Endpoint, signal);
        OtlpProtocol protocol = reader.Choice(Choose(OtlpExporterOptions.Protocol, signal)) switch
        {
            "http" => OtlpProtocol.HttpProtobuf,
            "http-json" => OtlpProtocol.HttpJson,
            _ => OtlpProtocol.Grpc,
        };
        if (!reader.IsGiven(endpoint))
        {
            reader.Error(OtlpExporterOptions.Endpoint.Base!,
                $"is missing and {signal} has no endpoint of its own: give one, or refuse the signal with --otlp-receiver-{signal}-disabled");
            return null;
        }

        if (reader.Url(endpoint) is not { } url)
        {
            return null;
        }

        bool full = endpoint != OtlpExporterOptions.Endpoint.Base;
        CheckUrl(endpoint, url, protocol, full);
        ClientTlsConfig tls = Tls(signal);
        bool usesTls = tls is not { Certificate: null, Key: null, Authorities: null, SkipVerify: false };
        if (usesTls && url.Scheme == Uri.UriSchemeHttp)
        {
            problems.Warn($"{reader.Scope.Subject(endpoint)} is http, so the TLS options of this exporter are not used");
        }

        return new OtlpDestinationConfig
        {
            Endpoint = url,
            EndpointIsFull = full && protocol != OtlpProtocol.Grpc,
            Protocol = protocol,
            Compression = reader.Choice(Choose(OtlpExporterOptions.Compression, signal)) switch
            {
                "none" => OtlpCompression.None,
                "zstd" => OtlpCompression.Zstd,
                _ => OtlpCompression.Gzip,
            },
            Headers = Headers(Choose(OtlpExporterOptions.CustomHeaders, signal)),
            Tls = tls,
            RequestTimeout = reader.Duration(WithDefault(OtlpExporterOptions.RequestTimeout, signal)),
            PoolIdleTimeout = reader.Duration(OtlpExporterOptions.PoolIdleTimeout),
            PoolMaxConnections = reader.Integer(OtlpExporterOptions.PoolMaxIdlePerHost),
        };
    }

    private void CheckUrl(OptionDefinition endpoint, Uri url, OtlpProtocol protocol, bool full)
    {
        if (protocol == OtlpProtocol.Grpc)
        {
            if (url.PathAndQuery != "/")
            {
                reader.Error(endpoint, "has a path, which gRPC does not use: remove it, or set the protocol to http");
            }
        }
        else if (!full && url.Query.Length > 0)
        {
            reader.Error(endpoint, "has a query, but a path is added to it: give the full URL for each signal instead");
        }
        else if (full && url.AbsolutePath == "/")
        {
            problems.Warn($"{reader.Scope.Subject(endpoint)} has no path and is used as it is: the path of a collector is /v1/{{signal}}");
        }
    }

    private IReadOnlyList<KeyValuePair<string, Secret>> Headers(OptionDefinition option)
    {
        var headers = new List<KeyValuePair<string, Secret>>();
        foreach ((string key, string value) in reader.Pairs(option))
        {
            if (HeaderRules.Problem(key, value) is { } problem)
            {
                reader.Error(option, problem);
            }
            else
            {
                headers.Add(new(key, new Secret(value)));
            }
        }

        if (reader.Choice(OtlpExporterOptions.Authenticator) == "basic" && reader.Text(OtlpExporterOptions.BasicAuthUsername) is { } user)
        {
            if (headers.Any(static h => h.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)))
            {
                reader.Error(option, "has an authorization header, which the basic authenticator sets", withExample: false);
            }

            string password = reader.Scope.Find(OtlpExporterOptions.BasicAuthPassword) ?? "";
            string credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
            headers.Add(new("authorization", new Secret("Basic " + credentials)));
        }

        return headers;
    }

    private void CheckAuthenticator()
    {
        bool basic = reader.Choice(OtlpExporterOptions.Authenticator) == "basic";
        string? user = reader.Text(OtlpExporterOptions.BasicAuthUsername);
        if (basic && user is null)
        {
            reader.Error(OtlpExporterOptions.BasicAuthUsername, "is needed by the basic authenticator");
        }
        else if (user?.Contains(':', StringComparison.Ordinal) == true)
        {
            reader.Error(OtlpExporterOptions.BasicAuthUsername, "has a colon, which ends the user name in basic authentication (RFC 7617)");
        }

        if (!basic && (user is not null || reader.IsGiven(OtlpExporterOptions.BasicAuthPassword)))
        {
            reader.Error(OtlpExporterOptions.Authenticator, "must be basic for the basic-auth options to be used");
        }
    }

    private ClientTlsConfig Tls(string signal)
    {
        PemSource? certificate = Pem(OtlpExporterOptions.TlsCertFile, OtlpExporterOptions.TlsCertPem, signal);
        PemSource? key = Pem(OtlpExporterOptions.TlsKeyFile, OtlpExporterOptions.TlsKeyPem, signal);
        if (certificate is null != key is null)
        {
            reader.Error((certificate is null ? OtlpExporterOptions.TlsCertFile : OtlpExporterOptions.TlsKeyFile).Base!,
                "is missing: mutual TLS needs both the certificate and its private key");
        }

        return new ClientTlsConfig(
            certificate, key, Pem(OtlpExporterOptions.TlsCaFile, OtlpExporterOptions.TlsCaPem, signal),
            reader.Flag(Choose(OtlpExporterOptions.TlsSkipVerify, signal)));
    }

    /// <summary>A file or a text; what is given for the signal, in either form, hides both forms of the base.</summary>
    private PemSource? Pem(SignalOptions file, SignalOptions text, string signal)
    {
        OptionDefinition ownFile = ConfigReader.Pick(file.Each, signal);
        OptionDefinition ownText = ConfigReader.Pick(text.Each, signal);
        bool own = reader.IsGiven(ownFile) || reader.IsGiven(ownText);
        (OptionDefinition fileOption, OptionDefinition textOption) = own ? (ownFile, ownText) : (file.Base!, text.Base!);
        string? path = reader.Text(fileOption);
        string? pem = reader.Text(textOption);
        if (path is not null && pem is not null)
        {
            reader.Error(textOption, $"cannot be combined with {fileOption.Flag}: give one of them", withExample: false);
        }

        if (pem is not null && !pem.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            reader.Error(textOption, "is not PEM text: it has no -----BEGIN line", withExample: false);
        }

        return path is null && pem is null ? null : new PemSource(path, pem is null ? null : new Secret(pem));
    }

    private RetryConfig Retry(string signal)
    {
        RetryOptions options = OtlpExporterOptions.Retry;
        OptionDefinition initial = Retry(options.InitialBackoff, RetryOptions.GlobalInitialBackoff, signal);
        OptionDefinition max = Retry(options.MaxBackoff, RetryOptions.GlobalMaxBackoff, signal);
        OptionDefinition elapsed = Retry(options.MaxElapsed, RetryOptions.GlobalMaxElapsed, signal);
        return reader.Retry(initial, max, elapsed);
    }

    private OptionDefinition Retry(SignalOptions options, OptionDefinition global, string signal)
    {
        OptionDefinition chosen = Choose(options, signal);
        return reader.OptionalDuration(chosen) is null ? global : chosen;
    }

    private OptionDefinition Choose(SignalOptions options, string signal) =>
        reader.Scope.Choose(options, each => ConfigReader.Pick(each, signal));

    private OptionDefinition WithDefault(SignalOptions options, string signal)
    {
        OptionDefinition chosen = Choose(options, signal);
        return reader.OptionalDuration(chosen) is null ? options.Base! : chosen;
    }
}

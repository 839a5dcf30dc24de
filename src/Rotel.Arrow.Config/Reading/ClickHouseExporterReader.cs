using Rotel.Arrow.Config.Table;
using Rotel.Arrow.Config.Values;

namespace Rotel.Arrow.Config.Reading;

/// <summary>Configures one clickhouse exporter.</summary>
internal sealed class ClickHouseExporterReader(string name, OptionReader reader)
{
    public ClickHouseExporterConfig Read()
    {
        string? user = reader.Text(ClickHouseExporterOptions.User);
        string? password = reader.Scope.Find(ClickHouseExporterOptions.Password);
        if (password is not null && user is null)
        {
            reader.Error(ClickHouseExporterOptions.User, "is needed by the password");
        }

        PemSource? certificate = Pem(ClickHouseExporterOptions.TlsCertFile);
        PemSource? key = Pem(ClickHouseExporterOptions.TlsKeyFile);
        if (certificate is null != key is null)
        {
            reader.Error(
                certificate is null ? ClickHouseExporterOptions.TlsCertFile : ClickHouseExporterOptions.TlsKeyFile,
                "is missing: mutual TLS needs both the certificate and its private key");
        }

        RetryOptions retry = ClickHouseExporterOptions.Retry;
        return new ClickHouseExporterConfig(name)
        {
            Endpoints = Endpoints(),
            Database = reader.Text(ClickHouseExporterOptions.Database)!,
            TablePrefix = reader.Text(ClickHouseExporterOptions.TablePrefix)!,
            Compression = reader.Choice(ClickHouseExporterOptions.Compression),
            AsyncInsert = reader.Choice(ClickHouseExporterOptions.AsyncInsert) switch
            {
                "true" => true,
                "false" => false,
                _ => null,
            },
            AsyncInsertWait = reader.Choice(ClickHouseExporterOptions.AsyncInsertWait) == "true",
            RequestTimeout = reader.Duration(ClickHouseExporterOptions.RequestTimeout),
            EnableJson = reader.Flag(ClickHouseExporterOptions.EnableJson),
            NestedMaxDepth = reader.Integer(ClickHouseExporterOptions.NestedMaxDepth),
            User = user,
            Password = password is null ? null : new Secret(password),
            Headers = Headers(),
            Tls = new ClientTlsConfig(
                certificate, key, Pem(ClickHouseExporterOptions.TlsCaFile), reader.Flag(ClickHouseExporterOptions.TlsSkipVerify)),
            Retry = PerSignal.All(reader.Retry(
                OrGlobal(retry.InitialBackoff.Base!, RetryOptions.GlobalInitialBackoff),
                OrGlobal(retry.MaxBackoff.Base!, RetryOptions.GlobalMaxBackoff),
                OrGlobal(retry.MaxElapsed.Base!, RetryOptions.GlobalMaxElapsed))),
        };
    }

    private List<Uri> Endpoints()
    {
        var endpoints = new List<Uri>();
        if (!reader.IsGiven(ClickHouseExporterOptions.Endpoint))
        {
            reader.Error(ClickHouseExporterOptions.Endpoint, "is needed by an exporter of type clickhouse");
            return endpoints;
        }

        foreach (string text in reader.Names(ClickHouseExporterOptions.Endpoint))
        {
            if (DestinationUrl.TryParse(text, out Uri? url, out string? problem))
            {
                endpoints.Add(url!);
                continue;
            }

            // A URL with credentials gets the advice of the OTLP exporter otherwise.
            string advice = text.Contains('@', StringComparison.Ordinal)
                ? $"has credentials in it: use {ClickHouseExporterOptions.User.Flag} and {ClickHouseExporterOptions.Password.Flag}"
                : problem!;
            reader.Error(ClickHouseExporterOptions.Endpoint, $"{OptionSyntax.Quote(DestinationUrl.Redact(text))} {advice}");
        }

        return endpoints;
    }

    private List<KeyValuePair<string, Secret>> Headers()
    {
        var headers = new List<KeyValuePair<string, Secret>>();
        foreach ((string key, string value) in reader.Pairs(ClickHouseExporterOptions.CustomHeaders))
        {
            if (HeaderRules.Problem(key, value) is { } problem)
            {
                reader.Error(ClickHouseExporterOptions.CustomHeaders, problem);
            }
            else
            {
                headers.Add(new(key, new Secret(value)));
            }
        }

        return headers;
    }

    private PemSource? Pem(OptionDefinition file) => reader.Text(file) is { } path ? new PemSource(path, null) : null;

    private OptionDefinition OrGlobal(OptionDefinition own, OptionDefinition global) =>
        reader.OptionalDuration(own) is null ? global : own;
}

using Rotel.Arrow.Config.Reading;
using Rotel.Arrow.Config.Table;

namespace Rotel.Arrow.Config.Tests.Reading;

/// <summary>No secret reaches an error, a warning or the text of the configuration.</summary>
public sealed class SecretTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("otlp-exporter-custom-headers", "x-token=hunter2")]
    [InlineData("otlp-exporter-custom-headers", "x@token=hunter2")]
    [InlineData("otlp-exporter-custom-headers", "host=hunter2")]
    [InlineData("otlp-exporter-custom-headers", "hunter2")]
    [InlineData("otlp-exporter-custom-headers", "x-token=hunter2\u00e9")]
    [InlineData("otlp-exporter-logs-custom-headers", "=hunter2")]
    [InlineData("otlp-exporter-basic-auth-password", "hunter2")]
    [InlineData("otlp-exporter-tls-key-pem", "hunter2")]
    [InlineData("otlp-exporter-endpoint", "http://user:hunter2@host:1")]
    [InlineData("otlp-exporter-endpoint", "user:hunter2@host:1")]
    [InlineData("otlp-exporter-endpoint", "http://host:1?token=hunter2")]
    [InlineData("otlp-exporter-logs-endpoint", "ftp://host:1?token=hunter2")]
    public void Whatever_is_done_with_it_a_secret_is_not_repeated(string option, string value)
    {
        foreach (bool variable in new[] { false, true })
        {
            foreach (string more in new[] { "", "--otlp-exporter-authenticator basic", "--exporter blackhole", "--exporters a:otlp", "--otlp-exporter-protocol http" })
            {
                ConfigScenario scenario = ConfigScenario.With(more);
                scenario = variable
                    ? scenario.Variable(OptionTable.Find(option)!.EnvironmentVariable, value)
                    : scenario.Option(option, value).Argument(Secret);
                AssertSilent(scenario.Read());
            }
        }
    }

    [Theory]
    [InlineData("ROTEL_EXPORTER_A_BASIC_AUTH_PASSWORD")]
    [InlineData("ROTEL_EXPORTER_A_CUSTOM_HEADERS")]
    [InlineData("ROTEL_EXPORTER_A_TLS_KEY_PEM")]
    [InlineData("ROTEL_EXPORTER_A_PASSWROD")]
    [InlineData("ROTEL_EXPORTER_B_PASSWORD")]
    [InlineData("ROTEL_DATADOG_EXPORTER_API_KEY")]
    [InlineData("ROTEL_SOMETHING")]
    public void Nor_is_one_of_a_named_exporter_or_an_unknown_variable(string variable) => AssertSilent(
        ConfigScenario.With("--exporters a:otlp --exporters-logs a").Variable("ROTEL_EXPORTER_A_ENDPOINT", "h:1").Variable(variable, Secret).Read());

    [Fact]
    public void A_misspelt_option_does_not_show_what_follows_it() => AssertSilent(
        ConfigScenario.With("--otlp-exporter-basic-auth-pasword").Argument(Secret).Read());

    [Fact]
    public void The_configuration_itself_can_be_printed()
    {
        ConfigResult result = ConfigScenario
            .With("--otlp-exporter-logs-endpoint http://h:1/x?token=hunter2 --otlp-exporter-protocol http --otlp-exporter-endpoint h:2")
            .Option("otlp-exporter-custom-headers", "k=hunter2").Option("otlp-exporter-tls-key-pem", "-----BEGIN hunter2")
            .Option("otlp-exporter-tls-cert-pem", "-----BEGIN").Read();
        Assert.NotNull(result.Config);
        AssertSilent(result);
        var otlp = (OtlpExporterConfig)result.Config.Exporters[0];
        Assert.Equal("http://h:1/x?<redacted>", otlp.Destinations.Logs!.DisplayEndpoint);
        Assert.Contains("<redacted>", otlp.Destinations.Logs.Tls.ToString(), StringComparison.Ordinal);
    }

    private static void AssertSilent(ConfigResult result)
    {
        var texts = new List<string?>(result.Errors.Select(static e => e.ToString()));
        texts.AddRange(result.Warnings);
        texts.Add(result.Config?.ToString());
        foreach (ExporterConfig exporter in result.Config?.Exporters ?? [])
        {
            texts.Add(exporter.ToString());
            if (exporter is OtlpExporterConfig { Destinations.Logs: { } logs })
            {
                texts.Add(logs.ToString());
                texts.Add(logs.Tls.ToString());
                texts.AddRange(logs.Headers.Select(static h => h.ToString()));
            }
        }

        Assert.DoesNotContain(texts, static text => text?.Contains(Secret, StringComparison.Ordinal) == true);
    }
}

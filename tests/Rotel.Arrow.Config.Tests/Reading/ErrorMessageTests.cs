using Rotel.Arrow.Config.Reading;

namespace Rotel.Arrow.Config.Tests.Reading;

/// <summary>Every mistake names the option, its variable, what is allowed and how to write it.</summary>
public sealed class ErrorMessageTests
{
    [Fact]
    public void A_wrong_value_names_option_variable_value_grammar_and_example() => Assert.Equal(
        """
        --batch-timeout (ROTEL_BATCH_TIMEOUT): '3' is not a duration
          allowed: a number with a unit (ns, us, ms, s, m, h, d), or several added up, such as 1m30s; from 1ms to 1h
          example: --batch-timeout 200ms or ROTEL_BATCH_TIMEOUT=200ms
        """.ReplaceLineEndings("\n"),
        ConfigScenario.With("--batch-timeout 3").Error());

    [Theory]
    [InlineData("--bacth-timeout 3s", "--bacth-timeout: there is no such option; did you mean --batch-timeout?")]
    [InlineData("--wibble", "--wibble: there is no such option; see rotel-arrow start --help")]
    [InlineData("--batch-timeout 2h", "'2h' is more than 1h")]
    [InlineData("--batch-max-size 0", "'0' is less than 1")]
    [InlineData("--batch-max-size many", "'many' is not a whole number")]
    [InlineData("--batch-max-bytes 64M", "'64M' is not a size")]
    [InlineData("--memory-limit 1MiB", "'1MiB' is less than 16MiB")]
    [InlineData("--batch-timeout", "--batch-timeout (ROTEL_BATCH_TIMEOUT): needs a value")]
    [InlineData("--exporter blackhole --exporter file", "--exporter (ROTEL_EXPORTER): is given more than once")]
    [InlineData("--disable-batching maybe", "'maybe' is neither true nor false")]
    [InlineData("--pdata rows", "'rows' is unknown")]
    [InlineData("--ack delivred", "'delivred' is unknown; did you mean delivered?")]
    [InlineData("--otlp-grpc-endpoint http://localhost:4317", "'http://localhost:4317' is a URL: a listening endpoint has no scheme")]
    [InlineData("--otlp-receiver-logs-http-path v1/logs", "'v1/logs' does not begin with a slash")]
    [InlineData("--otlp-receiver-logs-http-path /v1/logs?x", "characters that do not belong into a path")]
    [InlineData("--otlp-receiver-logs-http-path /V1/traces/", "each signal needs a path of its own")]
    [InlineData("--otlp-receiver-tls-cert-file a.crt", "--otlp-receiver-tls-key-file (ROTEL_OTLP_RECEIVER_TLS_KEY_FILE): is needed with --otlp-receiver-tls-cert-file")]
    [InlineData("--otlp-receiver-tls-client-ca-file a.crt", "--otlp-receiver-tls-cert-file (ROTEL_OTLP_RECEIVER_TLS_CERT_FILE): is needed")]
    [InlineData("--otlp-receiver-traces-disabled --otlp-receiver-metrics-disabled --otlp-receiver-logs-disabled", "nothing could arrive")]
    [InlineData("--debug-log none,traces", "none cannot be combined with signals")]
    [InlineData("--debug-log spans", "'spans' is unknown")]
    [InlineData("--memory-limit 32MiB", "leaves 28 MiB for telemetry, less than the largest message that is accepted (64MiB)")]
    [InlineData("--exporter-retry-max-backoff 1s", "--exporter-retry-initial-backoff (ROTEL_EXPORTER_RETRY_INITIAL_BACKOFF): 5s is longer than --exporter-retry-max-backoff, which is 1s")]
    [InlineData("--receiver otlp --receivers otlp", "cannot be combined with --receiver")]
    public void Mistakes_of_one_option_or_two_say_what_is_wrong(string commandLine, string message) =>
        Assert.Contains(message, ConfigScenario.With(commandLine).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("--exporter otlp", "--otlp-exporter-endpoint (ROTEL_OTLP_EXPORTER_ENDPOINT): is needed by an exporter of type otlp")]
    [InlineData("--otlp-exporter-compression none", "is needed by an exporter of type otlp")]
    [InlineData("--otlp-exporter-traces-endpoint h:1 --otlp-receiver-logs-disabled", "metrics has no endpoint of its own: give one, or refuse the signal with --otlp-receiver-metrics-disabled")]
    [InlineData("--otlp-exporter-endpoint ftp://h", "has a scheme other than http and https")]
    [InlineData("--otlp-exporter-endpoint h:1/v1/traces", "has a path, which gRPC does not use: remove it, or set the protocol to http")]
    [InlineData("--otlp-exporter-endpoint h:1?a=b --otlp-exporter-protocol http", "has a query, but a path is added to it")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-custom-headers nonsense", "pair 1 has no key with an equals sign after it")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-custom-headers a@b=c", "'a@b' is not the name of a header")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-custom-headers Content-Type=c", "the header Content-Type belongs to the protocol and is set by the exporter")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-custom-headers grpc-timeout=1S", "the header grpc-timeout belongs to the protocol")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-tls-cert-file c.pem", "--otlp-exporter-tls-key-file (ROTEL_OTLP_EXPORTER_TLS_KEY_FILE): is missing")]
    [InlineData("--otlp-exporter-endpoint https://h:1 --otlp-exporter-tls-ca-pem ca.crt", "is not PEM text")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-authenticator basic", "is needed by the basic authenticator")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-basic-auth-username u", "must be basic for the basic-auth options to be used")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-authenticator basic --otlp-exporter-basic-auth-username a:b", "has a colon")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-authenticator basic --otlp-exporter-basic-auth-username a --otlp-exporter-custom-headers Authorization=x", "which the basic authenticator sets")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-retry-initial-backoff 1m", "1m is longer than --exporter-retry-max-backoff, which is 30s")]
    [InlineData("--otlp-exporter-endpoint h:1 --otlp-exporter-authenticator sigv4auth", "'sigv4auth' is not in this version")]
    public void Mistakes_of_the_otlp_exporter_say_what_is_wrong(string commandLine, string message) =>
        Assert.Contains(message, ConfigScenario.With(commandLine).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("--exporters a:file --exporter otlp --exporters-logs a", "cannot be combined with --exporter")]
    [InlineData("--exporters a:blackhole", "no signal goes to any of them: name them in --exporters-traces, --exporters-metrics and --exporters-logs")]
    [InlineData("--exporters a:blackhole --exporters-logs b", "there is no exporter 'b'; --exporters has a")]
    [InlineData("--exporters a:blackhole --exporters-logs a,a", "names a twice")]
    [InlineData("--exporters a:blackhole,a:file --exporters-logs a", "the name a is given twice")]
    [InlineData("--exporters a-b:blackhole,a_b:file --exporters-logs a-b", "the names a-b and a_b would read the same variables")]
    [InlineData("--exporters retry:blackhole,b:blackhole --exporters-logs b", "'retry' cannot be a name")]
    [InlineData("--exporters a.b:blackhole,b:blackhole --exporters-logs b", "'a.b' is not a name")]
    [InlineData("--exporters a:wibble,b:blackhole --exporters-logs b", "the exporter type 'wibble' is unknown")]
    [InlineData("--exporters a:kafka,b:blackhole --exporters-logs b", "the exporter type 'kafka' is not in this version")]
    [InlineData("--exporters a:file,b:file --exporters-logs a,b", "a and b would write into the same directory: set ROTEL_EXPORTER_B_OUTPUT_DIR")]
    [InlineData("--exporters-logs a", "--exporters-logs (ROTEL_EXPORTERS_LOGS): needs --exporters")]
    [InlineData("--exporters a:otlp --exporters-logs a", "ROTEL_EXPORTER_A_ENDPOINT: is needed by an exporter of type otlp")]
    [InlineData("--exporters debug-log:blackhole --exporters-logs debug-log --debug-log logs", "the name debug-log is taken by --debug-log")]
    public void Mistakes_of_named_exporters_say_what_is_wrong(string commandLine, string message) =>
        Assert.Contains(message, ConfigScenario.With(commandLine).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("ROTEL_EXPORTER_A_ENDPIONT", "h:1", "ROTEL_EXPORTER_A_ENDPIONT: an exporter of type otlp has no such parameter; did you mean ROTEL_EXPORTER_A_ENDPOINT?")]
    [InlineData("ROTEL_EXPORTER_A_WIBBLE_WOBBLE", "1", "its parameters are the options --otlp-exporter-... without this beginning")]
    [InlineData("ROTEL_EXPORTER_A_REQUEST_TIMEOUT", "soon", "ROTEL_EXPORTER_A_REQUEST_TIMEOUT: 'soon' is not a duration")]
    [InlineData("ROTEL_EXPORTER_B_ENDPOINT", "h:1", "ROTEL_EXPORTER_B_ENDPOINT: an exporter of type blackhole has no parameters")]
    [InlineData("ROTEL_EXPORTER_C_PARQUET_COMPRESSION", "zstd", "Parquet as a form of the file exporter is not in this version")]
    public void Mistakes_in_the_parameters_of_named_exporters_name_the_variable(string variable, string value, string message)
    {
        string error = ConfigScenario.With("--exporters a:otlp,b:blackhole,c:file --exporters-logs a,b,c")
            .Variable("ROTEL_EXPORTER_A_ENDPOINT", "h:1").Variable(variable, value).Error();
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--kafka-receiver-brokers h:1", "The Kafka receiver is not in this version")]
    [InlineData("--datadog-exporter-api-key k", "The Datadog exporter is not in this version")]
    [InlineData("--xray-exporter-region r", "The AWS X-Ray exporter is not in this version")]
    [InlineData("--otlp-with-trace-processor p.py", "The Python processor host is not in this version")]
    [InlineData("--daemon", "Running as a daemon is not in this version: let systemd")]
    [InlineData("--pid-file /tmp/p", "systemd")]
    [InlineData("--otlp-grpc-include-metadata", "it arrives with the processors")]
    [InlineData("--enable-internal-telemetry", "The gateway's own telemetry is not in this version")]
    [InlineData("--receiver kafka", "'kafka' is not in this version")]
    [InlineData("--exporter datadog", "'datadog' is not in this version")]
    [InlineData("--exporter file --file-exporter-format parquet", "'parquet' is not in this version")]
    public void What_Rotel_has_and_this_version_has_not_is_refused_by_name(string commandLine, string message) =>
        Assert.Contains(message, ConfigScenario.With(commandLine).Error(), StringComparison.Ordinal);

    [Theory]
    [InlineData("ROTEL_DATADOG_EXPORTER_API_KEY", "The Datadog exporter")]
    [InlineData("ROTEL_MAX_CONCURRENT_REQUESTS", "Limiting the ClickHouse")]
    [InlineData("ROTEL_DAEMON", "Running as a daemon")]
    public void It_is_refused_in_the_environment_too(string variable, string message) =>
        Assert.StartsWith($"{variable}: {message}", ConfigScenario.With("").Variable(variable, "x").Error(), StringComparison.Ordinal);

    [Fact]
    public void A_flag_that_is_absent_and_false_asks_for_nothing() =>
        ConfigScenario.With("--daemon false").Variable("ROTEL_ENABLE_INTERNAL_TELEMETRY", "false").Config();

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains(
        "there is no readable file '/nowhere.pem'",
        ConfigScenario.With("--otlp-exporter-endpoint https://h --otlp-exporter-tls-ca-file /nowhere.pem").NoFiles().Error(), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_reported_at_once() => Assert.Equal(4, ConfigScenario
        .With("--batch-timeout x --batch-max-size y --wibble").Variable("ROTEL_ACK", "z").Read().Errors.Count);

    [Fact]
    public void A_mistake_that_concerns_three_signals_is_reported_once() => Assert.Single(ConfigScenario
        .With("--otlp-exporter-endpoint h:1/path --otlp-exporter-logs-compression none --otlp-exporter-traces-compression none").Read().Errors);

    [Fact]
    public void A_word_that_belongs_to_no_option_is_shown() =>
        Assert.Contains("there is 'otlp'", ConfigScenario.With("").Argument("otlp").Error(), StringComparison.Ordinal);

    [Fact]
    public void Variables_that_no_one_knows_are_warned_about_with_the_nearest_name()
    {
        ConfigResult result = ConfigScenario.With("").Variable("ROTEL_BATCH_TIMOUT", "3s").Variable("PATH", "/bin")
            .Variable("ROTEL_EXPORTER_X_ENDPOINT", "h").Variable("ROTEL_SERVICE_HOST", "10.0.0.1").Variable("ROTEL_PORT_4317_TCP", "tcp://x").Read();
        Assert.NotNull(result.Config);
        Assert.Equal(2, result.Warnings.Count);
        Assert.Contains(result.Warnings, static w => w.Contains("did you mean ROTEL_BATCH_TIMEOUT?", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, static w => w.StartsWith("ROTEL_EXPORTER_X_ENDPOINT was ignored", StringComparison.Ordinal));
    }

    [Fact]
    public void A_container_too_small_for_the_largest_message_is_warned_about() => Assert.Contains(
        "can never be admitted", Assert.Single(ConfigScenario.With("").Machine(64L << 20).Read().Warnings), StringComparison.Ordinal);

    [Fact]
    public void A_PEM_file_and_its_text_exclude_each_other() => Assert.Contains(
        "cannot be combined with --otlp-exporter-tls-ca-file",
        ConfigScenario.With("--otlp-exporter-endpoint https://h --otlp-exporter-tls-ca-file c").Option("otlp-exporter-tls-ca-pem", "-----BEGIN").Error(),
        StringComparison.Ordinal);
}

using Rotel.Arrow.Config.Reading;

namespace Rotel.Arrow.Config.Tests.Reading;

/// <summary>Which exporters come of which options, and where the signals go.</summary>
public sealed class ExporterSelectionTests
{
    [Theory]
    [InlineData("--otlp-exporter-endpoint localhost:4317")]
    [InlineData("--otlp-exporter-endpoint localhost:4317 --otlp-exporter-compression none")]
    public void Any_option_of_the_otlp_exporter_selects_it(string commandLine) =>
        Assert.IsType<OtlpExporterConfig>(Assert.Single(ConfigScenario.With(commandLine).Config().Exporters));

    [Fact]
    public void A_variable_of_the_otlp_exporter_selects_it_too() => Assert.IsType<OtlpExporterConfig>(Assert.Single(
        ConfigScenario.With("").Variable("ROTEL_OTLP_EXPORTER_ENDPOINT", "http://localhost:4317").Config().Exporters));

    [Fact]
    public void Options_of_an_exporter_that_is_not_used_are_legal_and_warned_about()
    {
        ConfigResult result = ConfigScenario.With("--exporter blackhole --otlp-exporter-endpoint localhost:4317").Read();
        Assert.IsType<BlackholeExporterConfig>(Assert.Single(result.Config!.Exporters));
        Assert.Equal("--otlp-exporter-endpoint is not used: the exporter is blackhole", Assert.Single(result.Warnings));
    }

    [Fact]
    public void One_exporter_takes_every_signal_under_the_name_of_its_type()
    {
        GatewayConfig config = ConfigScenario.With("--exporter file --file-exporter-output-dir /data --file-exporter-flush-interval 1s --file-exporter-max-file-size 1MiB").Config();
        var file = (FileExporterConfig)Assert.Single(config.Exporters);
        Assert.Equal(
            ("file", "/data", TimeSpan.FromSeconds(1), 1L << 20), (file.Name, file.Directory, file.FlushInterval, file.MaxFileBytes));
        Assert.All(config.Routes.Named, static r => Assert.Equal(["file"], r.Value));
    }

    [Fact]
    public void Without_a_choice_Parquet_files_are_written_beside_the_summary_with_the_options_given()
    {
        GatewayConfig config = ConfigScenario.With("--parquet-exporter-directory /data --parquet-exporter-compression lz4 --parquet-exporter-row-group-bytes 2MiB --parquet-exporter-max-file-bytes 3MiB --parquet-exporter-roll-interval 7s").Config();
        var parquet = (ParquetExporterConfig)config.Exporters[0];
        Assert.Equal(
            ("/data", ParquetCompression.Lz4, 2L << 20, 3L << 20, TimeSpan.FromSeconds(7)),
            (parquet.Directory, parquet.Compression, parquet.RowGroupBytes, parquet.MaxFileBytes, parquet.RollInterval));
        Assert.IsType<SummaryExporterConfig>(config.Exporters[1]);
    }

    [Theory]
    [InlineData("--exporter parquet", 60)]
    [InlineData("--exporter parquet --ack delivered", 5)]
    [InlineData("--exporter parquet --ack delivered --parquet-exporter-roll-interval 9s", 9)]
    public void Senders_that_wait_for_delivery_wait_shorter_unless_told(string commandLine, int seconds) => Assert.Equal(
        TimeSpan.FromSeconds(seconds),
        Assert.IsType<ParquetExporterConfig>(Assert.Single(ConfigScenario.With(commandLine).Config().Exporters)).RollInterval);

    [Fact]
    public void A_bucket_is_read_with_its_options_and_files_are_made_in_the_staging_directory()
    {
        var parquet = (ParquetExporterConfig)Assert.Single(ConfigScenario.With(
            "--exporter parquet --parquet-exporter-directory s3://lake/a/b/ --parquet-exporter-staging-directory /staging --parquet-exporter-s3-endpoint http://h:9000 --parquet-exporter-s3-region eu-central-1 --parquet-exporter-s3-path-style --parquet-exporter-s3-encryption kms --parquet-exporter-s3-kms-key alias/k").Config().Exporters);
        Assert.Equal("/staging", parquet.Directory);
        Assert.Equal("s3://lake/a/b", parquet.Location);
        Assert.Equal(new S3Config("lake", "a/b", new Uri("http://h:9000"), "eu-central-1", true, S3Encryption.Kms, "alias/k"), parquet.S3);
    }

    [Theory]
    [InlineData("gs://bucket/prefix", "is neither a folder nor s3://BUCKET/PREFIX")]
    [InlineData("s3://No/prefix", "is not the name of a bucket")]
    public void Other_stores_and_bad_buckets_are_refused_and_not_taken_for_folders(string directory, string message) => Assert.Contains(
        message, ConfigScenario.With($"--exporter parquet --parquet-exporter-directory {directory}").Error());

    [Fact]
    public void The_debug_log_is_an_exporter_beside_the_others()
    {
        GatewayConfig config = ConfigScenario.With("--exporter blackhole --debug-log traces,logs --debug-log-verbosity detailed").Config();
        Assert.Equal(["blackhole", "debug-log"], config.Exporters.Select(static e => e.Name));
        Assert.True(((DebugExporterConfig)config.Exporters[1]).Detailed);
        Assert.Equal(["blackhole", "debug-log"], config.Routes.Traces);
        Assert.Equal(["blackhole"], config.Routes.Metrics);
        Assert.Equal(["blackhole", "debug-log"], config.Routes.Logs);
    }

    [Fact]
    public void Named_exporters_are_configured_by_their_variables()
    {
        GatewayConfig config = ConfigScenario.With("--exporters prod:otlp,copy:file,otlp --exporters-traces prod,copy --exporters-logs otlp")
            .Variable("ROTEL_EXPORTER_PROD_ENDPOINT", "https://prod:4317")
            .Variable("ROTEL_EXPORTER_PROD_COMPRESSION", "zstd")
            .Variable("ROTEL_EXPORTER_PROD_RETRY_MAX_BACKOFF", "7s")
            .Variable("ROTEL_EXPORTER_COPY_OUTPUT_DIR", "/copy")
            .Variable("ROTEL_EXPORTER_OTLP_ENDPOINT", "other:4317")
            .Variable("ROTEL_EXPORTER_RETRY_INITIAL_BACKOFF", "2s")
            .Config();
        var prod = (OtlpExporterConfig)config.Exporters[0];
        Assert.Equal("https://prod:4317/", prod.Destinations.Traces!.Endpoint.ToString());
        Assert.Null(prod.Destinations.Logs);
        Assert.Equal(OtlpCompression.Zstd, prod.Destinations.Traces.Compression);
        Assert.Equal(new RetryConfig(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(300)), prod.Retry.Traces);
        Assert.Equal("/copy", ((FileExporterConfig)config.Exporters[1]).Directory);
        Assert.Equal("otlp", config.Exporters[2].Name);
        Assert.Equal(["prod", "copy"], config.Routes.Traces);
        Assert.Empty(config.Routes.Metrics);
        Assert.Equal(["otlp"], config.Routes.Logs);
    }

    [Fact]
    public void A_variable_belongs_to_the_longest_name_that_fits()
    {
        GatewayConfig config = ConfigScenario.With("--exporters a:otlp,a-traces:otlp --exporters-traces a-traces --exporters-logs a")
            .Variable("ROTEL_EXPORTER_A_ENDPOINT", "a:1")
            .Variable("ROTEL_EXPORTER_A_TRACES_ENDPOINT", "t:1")
            .Config();
        Assert.Equal("http://a:1/", ((OtlpExporterConfig)config.Exporters[0]).Destinations.Logs!.Endpoint.ToString());
        Assert.Equal("http://t:1/", ((OtlpExporterConfig)config.Exporters[1]).Destinations.Traces!.Endpoint.ToString());
    }

    [Fact]
    public void Values_for_one_signal_apply_to_it_alone_and_the_rest_is_shared()
    {
        var otlp = (OtlpExporterConfig)Assert.Single(ConfigScenario.With(
            "--otlp-exporter-endpoint http://base:4318/otlp --otlp-exporter-protocol http --otlp-exporter-request-timeout 9s "
            + "--otlp-exporter-logs-endpoint http://logs/insert --otlp-exporter-logs-protocol http-json --otlp-exporter-logs-custom-headers k=v").Config().Exporters);
        Assert.Same(otlp.Destinations.Traces, otlp.Destinations.Metrics);
        Assert.Equal("http://base:4318/otlp", otlp.Destinations.Traces!.Endpoint.ToString());
        Assert.False(otlp.Destinations.Traces.EndpointIsFull);
        OtlpDestinationConfig logs = otlp.Destinations.Logs!;
        Assert.Equal(("http://logs/insert", true, OtlpProtocol.HttpJson), (logs.Endpoint.ToString(), logs.EndpointIsFull, logs.Protocol));
        Assert.Equal(TimeSpan.FromSeconds(9), logs.RequestTimeout);
        Assert.Single(logs.Headers);
        Assert.Empty(otlp.Destinations.Traces.Headers);
    }

    [Fact]
    public void A_signal_that_is_refused_needs_no_endpoint()
    {
        GatewayConfig config = ConfigScenario.With(
            "--exporter otlp --otlp-exporter-traces-endpoint t:1 --otlp-receiver-metrics-disabled --otlp-receiver-logs-disabled").Config();
        Assert.Equal(["otlp"], config.Routes.Traces);
        Assert.Empty(config.Routes.Logs);
        Assert.False(config.OtlpReceiver.Enabled.Logs);
    }

    [Fact]
    public void Basic_authentication_becomes_a_header()
    {
        var otlp = (OtlpExporterConfig)Assert.Single(ConfigScenario.With(
            "--otlp-exporter-endpoint h:1 --otlp-exporter-authenticator basic --otlp-exporter-basic-auth-username aladdin")
            .Variable("ROTEL_OTLP_EXPORTER_BASIC_AUTH_PASSWORD", "opensesame").Config().Exporters);
        KeyValuePair<string, Arrow.Config.Values.Secret> header = Assert.Single(otlp.Destinations.Logs!.Headers);
        Assert.Equal(("authorization", "Basic YWxhZGRpbjpvcGVuc2VzYW1l"), (header.Key, header.Value.Reveal()));
    }

    [Fact]
    public void PEM_text_of_one_signal_hides_the_file_of_all()
    {
        var otlp = (OtlpExporterConfig)Assert.Single(ConfigScenario.With("--otlp-exporter-endpoint https://h:1 --otlp-exporter-tls-ca-file /ca.pem")
            .Option("otlp-exporter-logs-tls-ca-pem", "-----BEGIN CERTIFICATE-----\nAA").Config().Exporters);
        Assert.Equal("/ca.pem", otlp.Destinations.Traces!.Tls.Authorities!.File);
        Assert.Null(otlp.Destinations.Logs!.Tls.Authorities!.File);
        Assert.NotNull(otlp.Destinations.Logs.Tls.Authorities.Text);
    }
}

using Rotel.Arrow.Config.Reading;

namespace Rotel.Arrow.Config.Tests.Reading;

/// <summary>The command line wins over the environment, which wins over the default.</summary>
public sealed class PrecedenceTests
{
    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        GatewayConfig config = ConfigScenario.With("").Config();
        Assert.Equal("localhost:4317", config.OtlpReceiver.Grpc.ToString());
        Assert.Equal("localhost:4318", config.OtlpReceiver.Http.ToString());
        Assert.Equal(64 << 20, config.OtlpReceiver.GrpcMaxMessageBytes);
        Assert.Equal(PerSignal.All(new BatchConfig(true, 8192, 7 << 19, TimeSpan.FromMilliseconds(200))), config.Batch);
        Assert.Equal(["parquet", "summary"], config.Exporters.Select(static e => e.Name));
        Assert.All(config.Routes.Named, static r => Assert.Equal(["parquet", "summary"], r.Value));
        Assert.Equal(new RetryConfig(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(300)), config.Exporters[0].Retry.Logs);
        Assert.Equal(PdataMode.Auto, config.Pdata);
        Assert.Equal(AckLevel.Admitted, config.Ack);
        Assert.Equal(256L << 20, config.Memory.LimitBytes);
        Assert.Equal(TimeSpan.FromSeconds(30), config.ShutdownTimeout);
        Assert.Equal(new LoggingConfig(false, LogThreshold.Info), config.Logging);
    }

    [Fact]
    public void Resource_attributes_are_pairs_in_order()
    {
        Assert.Empty(ConfigScenario.With("").Config().ResourceAttributes);
        Assert.Equal(
            [new("env", "prod"), new("query", "a=b")],
            ConfigScenario.With("").Variable("ROTEL_OTEL_RESOURCE_ATTRIBUTES", "env=prod, query=a=b").Config().ResourceAttributes);
    }

    [Fact]
    public void The_environment_replaces_a_default() => Assert.Equal(
        TimeSpan.FromSeconds(3),
        ConfigScenario.With("").Variable("ROTEL_BATCH_TIMEOUT", "3s").Config().Batch.Logs.Timeout);

    [Fact]
    public void The_command_line_replaces_the_environment_even_where_that_is_wrong() => Assert.Equal(
        TimeSpan.FromSeconds(1),
        ConfigScenario.With("--batch-timeout 1s").Variable("ROTEL_BATCH_TIMEOUT", "soon").Config().Batch.Logs.Timeout);

    [Fact]
    public void An_empty_variable_counts_as_not_set() => Assert.Equal(
        TimeSpan.FromMilliseconds(200),
        ConfigScenario.With("").Variable("ROTEL_BATCH_TIMEOUT", "").Config().Batch.Logs.Timeout);

    [Fact]
    public void A_signals_own_value_replaces_the_one_for_all()
    {
        PerSignal<BatchConfig> batch = ConfigScenario.With("--batch-max-size 100 --logs-batch-max-size 7")
            .Variable("ROTEL_TRACES_BATCH_TIMEOUT", "1s").Config().Batch;
        Assert.Equal((100, 100, 7), (batch.Traces.MaxItems, batch.Metrics.MaxItems, batch.Logs.MaxItems));
        Assert.Equal((1000.0, 200.0), (batch.Traces.Timeout.TotalMilliseconds, batch.Logs.Timeout.TotalMilliseconds));
    }

    [Theory]
    [InlineData("--disable-batching", null, false)]
    [InlineData("--disable-batching true", null, false)]
    [InlineData("--disable-batching false", "true", true)]
    [InlineData("", "true", false)]
    [InlineData("", "1", false)]
    [InlineData("", "false", true)]
    public void Flags_are_bare_or_have_a_boolean(string commandLine, string? variable, bool enabled) => Assert.Equal(
        enabled,
        ConfigScenario.With(commandLine).Variable("ROTEL_DISABLE_BATCHING", variable ?? "").Config().Batch.Traces.Enabled);

    [Fact]
    public void Lists_and_maps_given_again_are_added_up()
    {
        var otlp = (OtlpExporterConfig)Assert.Single(ConfigScenario
            .With("--otlp-exporter-endpoint h:1 --otlp-exporter-custom-headers a=1,b=2 --otlp-exporter-custom-headers c=3").Config().Exporters);
        Assert.Equal(["a", "b", "c"], otlp.Destinations.Logs!.Headers.Select(static h => h.Key));
    }

    [Fact]
    public void The_log_settings_can_be_read_alone_even_when_everything_else_is_wrong()
    {
        var input = new ConfigInput { CommandLine = [new("log-format", "json"), new("batch-timeout", "x"), new("nonsense", null)] };
        Assert.Equal(new LoggingConfig(true, LogThreshold.Info), ConfigReader.ReadLogging(input));
    }

    [Fact]
    public void Words_are_read_in_any_case() =>
        Assert.Equal(AckLevel.Delivered, ConfigScenario.With("--ack Delivered").Config().Ack);
}

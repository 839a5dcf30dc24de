using Microsoft.Extensions.Logging.Abstractions;
using Rotel.Arrow.Exporters.Otlp;
using Rotel.Arrow.Memory;

namespace Rotel.Arrow.Exporters.Tests.Otlp;

/// <summary>Scenario: wrong options. Guarantee: every error at once, before anything starts.</summary>
public sealed class OtlpExporterOptionsTests
{
    [Fact]
    public void Every_error_is_listed_with_its_place()
    {
        OtlpDestinationOptions bad = SendRig.Destination("localhost:4317") with
        {
            Headers = [new("te", "x"), new("ok", "y")],
            RequestTimeout = TimeSpan.Zero,
            PoolIdleTimeout = TimeSpan.FromDays(2),
            PoolMaxConnections = 0,
        };
        var options = new OtlpExporterOptions
        {
            Logs = bad,
            MaxConcurrency = 0,
            MaxRequestBytes = 10,
            MaxResponseBytes = int.MaxValue,
            GzipLevel = 10,
            ZstdLevel = 0,
        };

        IReadOnlyList<string> errors = options.Validate();

        Assert.Equal(9, errors.Count);
        foreach (string name in (string[])
            ["MaxConcurrency", "MaxRequestBytes", "MaxResponseBytes", "GzipLevel", "ZstdLevel", "Logs.Headers", "Logs.RequestTimeout",
             "Logs.PoolIdleTimeout", "Logs.PoolMaxConnections"])
        {
            Assert.Single(errors, error => error.StartsWith(name, StringComparison.Ordinal));
        }

        using var pool = new SlabPool(new ByteBudget(1 << 20));
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => new OtlpExporter("x", options, pool, TimeProvider.System, NullLogger.Instance));
        Assert.Contains("GzipLevel", e.Message);
    }

    [Fact]
    public void Defaults_are_fine_and_no_destination_is_not()
    {
        Assert.Empty(OtlpExporterOptions.ForAll(SendRig.Destination("localhost:4317")).Validate());
        Assert.Contains("No destination", Assert.Single(new OtlpExporterOptions().Validate()));
    }
}

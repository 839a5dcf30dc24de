using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Rotel.Arrow.Interop.Sdk;

/// <summary>A program as the .NET SDK instruments it: everything that SDK can put into OTLP, in all three signals.</summary>
internal sealed class DotNetTelemetry(Func<string, OtlpExporterOptions> optionsOfSignal)
{
    /// <summary>Longest wait for an export; a limit for a test that hangs, not a measurement.</summary>
    private const int PatienceMilliseconds = 60_000;

    private readonly ResourceBuilder _resource = ResourceBuilder.CreateEmpty().AddAttributes(new Dictionary<string, object>
    {
        ["service.name"] = "shop",
        ["service.instance.id"] = "627cc493-f310-47de-96bd-71410b7dec09",
        ["replica"] = 3L,
        ["share"] = 0.25,
        ["canary"] = true,
        ["zones"] = new[] { "a", "b" },
    });

    /// <summary>Makes spans and exports them; gives the root span, stopped.</summary>
    public Activity ExportTraces(string sourceName)
    {
        using var source = new ActivitySource(sourceName, "1.2.3", [new("scope.kind", "test"), new("scope.level", 7)]);
        using TracerProvider provider = OpenTelemetry.Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(_resource)
            .AddSource(sourceName)
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(optionsOfSignal("traces"))))
            .Build();

        var remote = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, "vendor=1,other=2", isRemote: true);
        Activity root = source.StartActivity(
            "POST /checkout", ActivityKind.Server, remote, [new("initial", "yes")],
            [
                new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None),
                    new ActivityTagsCollection([new("link.index", 1), new("link.text", "one")])),
                new ActivityLink(new ActivityContext(
                    ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, "a=b", isRemote: true)),
            ])!;
        root.SetTag("text", "gr\u00fc\u00df dich \ud83d\ude80").SetTag("empty", "").SetTag("true", true).SetTag("false", false)
            .SetTag("int", -42).SetTag("long", long.MaxValue).SetTag("double", Math.PI).SetTag("nan", double.NaN).SetTag("tiny", double.Epsilon)
            .SetTag("texts", new[] { "x", "", "z" }).SetTag("longs", new[] { long.MinValue, 0L, 5L })
            .SetTag("doubles", new[] { 1.5, double.PositiveInfinity }).SetTag("bools", new[] { true, false });
        root.AddEvent(new ActivityEvent("cache miss", tags: new ActivityTagsCollection([new("key", "cart:7"), new("size", 128L)])));
        root.AddException(new InvalidOperationException("no stock"));
        root.SetStatus(ActivityStatusCode.Error, "no stock");
        for (int i = 0; i < 20; i++)
        {
            using Activity child = source.StartActivity("SELECT", i % 2 == 0 ? ActivityKind.Client : ActivityKind.Internal)!;
            child.SetTag("row", i).SetStatus(i % 3 == 0 ? ActivityStatusCode.Ok : ActivityStatusCode.Unset);
        }

        root.Stop();
        Assert.True(provider.ForceFlush(PatienceMilliseconds));
        return root;
    }

    /// <summary>Records on each kind of instrument, with exemplars, and exports once.</summary>
    public void ExportMetrics(string meterName, MetricReaderTemporalityPreference temporality)
    {
        using var source = new ActivitySource(meterName + ".exemplars");
        using TracerProvider tracing = OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource(source.Name).Build();
        using var meter = new Meter(meterName, "4.5.6", [new("scope.kind", "test")]);
        using MeterProvider provider = OpenTelemetry.Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(_resource)
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddMeter(meterName)
            .AddView("latency", new ExplicitBucketHistogramConfiguration { Boundaries = [0, 5, 10, 25, 100], TagKeys = ["route"] })
            .AddView("sizes", new Base2ExponentialBucketHistogramConfiguration { MaxSize = 40 })
            .AddReader(new PeriodicExportingMetricReader(new OtlpMetricExporter(optionsOfSignal("metrics")), Timeout.Infinite)
            {
                TemporalityPreference = temporality,
            })
            .Build();

        Counter<long> requests = meter.CreateCounter<long>("requests", "{request}", "Requests served.", [new("meter.tag", "ignored")]);
        UpDownCounter<double> open = meter.CreateUpDownCounter<double>("open", "1");
        Histogram<double> latency = meter.CreateHistogram<double>("latency", "ms", "Time to serve.");
        Histogram<long> sizes = meter.CreateHistogram<long>("sizes", "By");
        meter.CreateObservableGauge("temperature", static () => new Measurement<double>(-12.5, new KeyValuePair<string, object?>("room", 7)), "Cel");
        meter.CreateObservableGauge("queue", static () => new Measurement<long>(long.MinValue));
        meter.CreateObservableCounter("cpu", static () => new[] { new Measurement<double>(1.25, new KeyValuePair<string, object?>("state", "user")) });
        using (source.StartActivity("measured"))
        {
            for (int i = 0; i < 50; i++)
            {
                requests.Add(i, new("route", "/a" + (i % 3)), new("hit", i % 2 == 0));
                open.Add(i % 2 == 0 ? 1.5 : -0.25);
                latency.Record(i * 3.7, new("route", "/b"), new("filtered", i));
                sizes.Record((long)i * i, new KeyValuePair<string, object?>("kind", "body"));
            }
        }

        Assert.True(provider.ForceFlush(PatienceMilliseconds));
    }

    /// <summary>Logs with structured state, scopes, an exception and a current span, and exports them.</summary>
    public void ExportLogs(string category)
    {
        using var source = new ActivitySource(category + ".spans");
        using TracerProvider tracing = OpenTelemetry.Sdk.CreateTracerProviderBuilder().AddSource(source.Name).Build();
        using ILoggerFactory factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
        {
            options.IncludeScopes = true;
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(_resource);
            options.AddProcessor(new BatchLogRecordExportProcessor(new OtlpLogExporter(optionsOfSignal("logs"))));
        }));
        ILogger logger = factory.CreateLogger(category);
        using (source.StartActivity("request"))
        using (logger.BeginScope(new Dictionary<string, object> { ["order"] = 17L, ["vip"] = true, ["weights"] = new[] { 0.5, 2 } }))
        {
            foreach (LogLevel level in (ReadOnlySpan<LogLevel>)
                [LogLevel.Trace, LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error, LogLevel.Critical])
            {
                logger.Log(
                    level, new EventId(40 + (int)level, "Event" + level), (IReadOnlyList<KeyValuePair<string, object?>>)
                    [new("text", "line\nbreak \"quoted\""), new("number", 12345678901L), new("ratio", 0.1), new("flag", true), new("{OriginalFormat}", "cart {text}")],
                    level == LogLevel.Error ? new TimeoutException("too late") : null,
                    static (_, _) => "cart formatted");
            }
        }

        logger.Log(LogLevel.Information, default, "no span, no attributes", null, static (text, _) => text);
    }
}

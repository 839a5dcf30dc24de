using Rotel.Arrow.Proto.Collector.Logs.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Logs.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Log requests of <see cref="Profile.Realistic"/>: text bodies mostly, some events with structured ones.</summary>
static class ShopLogs
{
    static readonly (SeverityNumber Number, string Text, int Percent)[] s_severities =
    [
        (SeverityNumber.Debug, "DEBUG", 15), (SeverityNumber.Info, "INFO", 70), (SeverityNumber.Warn, "WARN", 10), (SeverityNumber.Error, "ERROR", 5),
    ];

    public static ExportLogsServiceRequest Create(Random random, int items)
    {
        ExportLogsServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Even(random, items))
        {
            ResourceLogs resource = new() { Resource = Shop.Resource(random), SchemaUrl = Shop.SchemaUrl };
            foreach (int records in scopes)
            {
                ScopeLogs scope = new() { Scope = Shop.Scope(random), SchemaUrl = Shop.SchemaUrl };
                for (int i = 0; i < records; i++)
                {
                    scope.LogRecords.Add(Record(random));
                }

                resource.ScopeLogs.Add(scope);
            }

            request.ResourceLogs.Add(resource);
        }

        return request;
    }

    static LogRecord Record(Random random)
    {
        (SeverityNumber severity, string severityText) = Severity(random);
        (string method, string route) = random.Pick(Shop.Routes);
        bool structured = random.Chance(10);
        LogRecord record = new()
        {
            TimeUnixNano = random.Time(),
            SeverityNumber = severity,
            SeverityText = severityText,
            Body = structured ? Order(random) : new AnyValue
            {
                StringValue = $"{method} {route} answered in {random.Next(1, 400)} ms for user-{random.Next(10_000)}",
            },
            EventName = structured ? "order.placed" : "",
            Attributes =
            {
                Shop.Text("log.logger", $"Shop.{random.Pick(Shop.Services)}.Handler"),
                Shop.Text("http.route", route),
                Shop.Int("thread.id", random.Next(1, 32)),
                Shop.Text("request.id", $"{random.NextInt64():x16}"),
            },
        };
        record.ObservedTimeUnixNano = record.TimeUnixNano + (ulong)random.Next(1000, 200_000);
        if (random.Chance(50))
        {
            record.TraceId = random.Id(16);
            record.SpanId = random.Id(8);
            record.Flags = 1;
        }

        if (severity == SeverityNumber.Error)
        {
            record.Attributes.Add(Shop.Text("exception.type", "System.TimeoutException"));
        }

        return record;
    }

    static (SeverityNumber Number, string Text) Severity(Random random)
    {
        int at = random.Next(100);
        foreach ((SeverityNumber number, string text, int percent) in s_severities)
        {
            at -= percent;
            if (at < 0)
            {
                return (number, text);
            }
        }

        return (SeverityNumber.Info, "INFO");
    }

    static AnyValue Order(Random random) => new()
    {
        KvlistValue = new KeyValueList
        {
            Values =
            {
                Shop.Text("order.id", $"{random.Next(1_000_000)}"),
                Shop.Number("order.total", random.Next(100, 90_000) / 100.0),
                Shop.Texts("order.items", $"sku-{random.Next(400)}", $"sku-{random.Next(400)}"),
                Shop.Flag("order.gift", random.Chance(10)),
            },
        },
    };
}

using Google.Protobuf;
using Rotel.Arrow.Proto.Collector.Trace.V1;
using Rotel.Arrow.Proto.Common.V1;
using Rotel.Arrow.Proto.Trace.V1;

namespace Rotel.Arrow.Testing;

/// <summary>Trace requests of <see cref="Profile.Realistic"/>: HTTP and database spans of a few traces.</summary>
static class ShopTraces
{
    public static ExportTraceServiceRequest Create(Random random, int items)
    {
        ExportTraceServiceRequest request = new();
        foreach (List<int> scopes in EnvelopePlan.Even(random, items))
        {
            ResourceSpans resource = new() { Resource = Shop.Resource(random), SchemaUrl = Shop.SchemaUrl };
            foreach (int spans in scopes)
            {
                ScopeSpans scope = new() { Scope = Shop.Scope(random), SchemaUrl = Shop.SchemaUrl };
                AddSpans(random, scope, spans);
                resource.ScopeSpans.Add(scope);
            }

            request.ResourceSpans.Add(resource);
        }

        return request;
    }

    static void AddSpans(Random random, ScopeSpans scope, int spans)
    {
        ByteString trace = random.Id(16);
        ByteString parent = ByteString.Empty;
        for (int i = 0; i < spans; i++)
        {
            if (random.Chance(20))
            {
                trace = random.Id(16);
                parent = ByteString.Empty;
            }

            Span span = Span(random, trace, parent);
            scope.Spans.Add(span);
            parent = random.Chance(70) ? span.SpanId : parent;
        }
    }

    static Span Span(Random random, ByteString trace, ByteString parent)
    {
        bool database = random.Chance(30);
        bool failed = random.Chance(4);
        (string method, string route) = random.Pick(Shop.Routes);
        ulong start = random.Time();
        Span span = new()
        {
            TraceId = trace,
            SpanId = random.Id(8),
            ParentSpanId = parent,
            TraceState = random.Chance(5) ? "shop=t61rcWkgMzE" : "",
            Name = database ? "SELECT shop.products" : $"{method} {route}",
            Kind = database ? Proto.Trace.V1.Span.Types.SpanKind.Client
                : parent.IsEmpty ? Proto.Trace.V1.Span.Types.SpanKind.Server
                : Proto.Trace.V1.Span.Types.SpanKind.Internal,
            StartTimeUnixNano = start,
            EndTimeUnixNano = start + (ulong)random.Next(20_000, 90_000_000),
            Flags = 0x101,
        };
        span.Attributes.Add(database ? Database(random) : Http(random, method, route, failed));
        if (failed)
        {
            span.Status = new Status { Code = Status.Types.StatusCode.Error, Message = "upstream did not answer" };
            span.Events.Add(Exception(random, span.EndTimeUnixNano));
        }
        else if (random.Chance(50))
        {
            span.Status = new Status();
        }

        if (random.Chance(10))
        {
            span.Events.Add(new Span.Types.Event
            {
                TimeUnixNano = start + 1000,
                Name = "cache.miss",
                Attributes = { Shop.Text("cache.key", $"product:{random.Next(500)}"), Shop.Flag("cache.stale", random.Chance(50)) },
            });
        }

        if (random.Chance(3))
        {
            span.Links.Add(new Span.Types.Link
            {
                TraceId = random.Id(16),
                SpanId = random.Id(8),
                Flags = 0x301,
                Attributes = { Shop.Text("messaging.operation.type", "process") },
            });
        }

        return span;
    }

    static List<KeyValue> Http(Random random, string method, string route, bool failed) =>
    [
        Shop.Text("http.request.method", method),
        Shop.Text("http.route", route),
        Shop.Text("url.path", route.Replace("{id}", $"{random.Next(1000)}", StringComparison.Ordinal)),
        Shop.Text("url.scheme", "https"),
        Shop.Int("http.response.status_code", failed ? 503 : random.Chance(5) ? 404 : 200),
        Shop.Text("server.address", "shop.example"),
        Shop.Int("server.port", 443),
        Shop.Text("client.address", $"10.0.{random.Next(256)}.{random.Next(256)}"),
        Shop.Text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0"),
        Shop.Text("enduser.id", $"user-{random.Next(10_000)}"),
    ];

    static List<KeyValue> Database(Random random) =>
    [
        Shop.Text("db.system.name", "postgresql"),
        Shop.Text("db.namespace", "shop"),
        Shop.Text("db.collection.name", "products"),
        Shop.Text("db.query.text", "SELECT id, name, price FROM products WHERE id = $1"),
        Shop.Int("db.response.returned_rows", random.Next(50)),
        Shop.Number("db.wait_ms", Math.Round(random.NextDouble() * 4, 3)),
        Shop.Text("server.address", $"db-{random.Next(3)}.shop.internal"),
    ];

    static Span.Types.Event Exception(Random random, ulong time) => new()
    {
        TimeUnixNano = time,
        Name = "exception",
        Attributes =
        {
            Shop.Text("exception.type", "System.TimeoutException"),
            Shop.Text("exception.message", $"no answer within {random.Next(1, 10)} s"),
            Shop.Text("exception.stacktrace", "   at Shop.Checkout.PayAsync()\n   at Shop.Checkout.RunAsync()"),
        },
    };
}

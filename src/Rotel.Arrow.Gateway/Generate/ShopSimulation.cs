using System.Globalization;

namespace Rotel.Arrow.Gateway.Generate;

/// <summary>
/// Requests of customers to a small shop of five services, as the spans and log records they leave behind:
/// <code>
/// storefront: GET /products/{id} --> catalog: GetProduct --> SELECT products
/// storefront: POST /cart/checkout --> checkout: PlaceOrder --> inventory: Reserve --> UPDATE stock
///                                                          --> payment: Charge (sometimes declined)
/// </code>
/// </summary>
internal sealed class ShopSimulation(SeededSource random)
{
    private const int Internal = 1;
    private const int Server = 2;
    private const int Client = 3;
    private const int Info = 9;
    private const int Warn = 13;
    private const int Error = 17;

    private static readonly string[] Currencies = ["EUR", "USD", "GBP", "CHF"];
    private static readonly string[] Browsers = ["Firefox/143.0", "Chrome/141.0", "Safari/19.0", "Edge/141.0"];
    private static readonly string[] Declines = ["card expired", "insufficient funds", "issuer unavailable"];

    private readonly List<GeneratedSpan> _spans = [];
    private readonly List<GeneratedLog> _logs = [];

    /// <summary>Plays one request that arrives at a time. Both lists are valid until the next call; parents stand before children.</summary>
    public (IReadOnlyList<GeneratedSpan> Spans, IReadOnlyList<GeneratedLog> Logs) Play(long unixNanos)
    {
        _spans.Clear();
        _logs.Clear();
        byte[] trace = random.Id(16);
        if (random.Chance(0.75))
        {
            Browse(trace, unixNanos);
        }
        else
        {
            Buy(trace, unixNanos);
        }

        return (_spans, _logs);
    }

    private void Browse(byte[] trace, long at)
    {
        int product = 1000 + random.Below(500);
        GeneratedSpan page = Http(trace, at, "GET", "/products/{id}", $"/products/{product}");
        GeneratedSpan call = Span(page, ShopService.Storefront, "GET", Client, page.StartUnixNanos + random.LatencyNanos(150));
        Text(call, "http.request.method", "GET");
        Text(call, "server.address", "catalog");
        GeneratedSpan get = Span(call, ShopService.Catalog, "GetProduct", Server, call.StartUnixNanos + random.LatencyNanos(200));
        Int(get, "shop.product.id", product);
        Database(get, "SELECT products", "SELECT name, price, stock FROM products WHERE id = $1", 900);
        bool missing = random.Chance(0.02);
        End(get, 300);
        End(call, 150);
        int status = missing ? 404 : 200;
        Int(call, "http.response.status_code", status);
        Int(page, "http.response.status_code", status);
        End(page, 400);
        if (missing)
        {
            Log(get, Warn, "WARN", $"product {product} is not in the catalog");
        }
        else
        {
            Log(page, Info, "INFO", $"GET /products/{product} 200").Attributes.Add(GeneratedAttribute.Of("http.response.status_code", 200));
        }
    }

    private void Buy(byte[] trace, long at)
    {
        GeneratedSpan page = Http(trace, at, "POST", "/cart/checkout", "/cart/checkout");
        GeneratedSpan order = Rpc(page, ShopService.Storefront, ShopService.Checkout, "shop.Checkout/PlaceOrder");
        string number = $"A-{random.Below(900_000) + 100_000}";
        int items = 1 + random.Below(6);
        double total = Math.Round(items * (5 + (random.Fraction() * 95)), 2);
        Text(order, "shop.order.id", number);
        Int(order, "shop.order.items", items);
        order.Attributes.Add(GeneratedAttribute.Of("shop.order.total", total));
        Text(order, "shop.order.currency", random.Pick<string>(Currencies));
        order.Attributes.Add(GeneratedAttribute.Of("shop.customer.returning", random.Chance(0.6)));
        Log(order, Info, "INFO", $"order {number} with {items} items");

        GeneratedSpan reserve = Rpc(order, ShopService.Checkout, ShopService.Inventory, "shop.Inventory/Reserve");
        Database(reserve, "UPDATE stock", "UPDATE stock SET reserved = reserved + $2 WHERE product_id = $1", 1500);
        End(reserve, 200);

        GeneratedSpan charge = Rpc(order, ShopService.Checkout, ShopService.Payment, "shop.Payment/Charge");
        charge.Attributes.Add(GeneratedAttribute.Of("shop.payment.amount", total));
        if (random.Chance(0.06))
        {
            string reason = random.Pick<string>(Declines);
            charge.Error = reason;
            order.Error = "payment failed: " + reason;
            page.Error = "";
            Log(charge, Error, "ERROR", $"payment for order {number} was declined: {reason}")
                .Attributes.Add(GeneratedAttribute.Of("shop.order.id", number));
        }
        else
        {
            GeneratedSpan bank = Span(charge, ShopService.Payment, "POST", Client, charge.StartUnixNanos + random.LatencyNanos(100));
            Text(bank, "http.request.method", "POST");
            Text(bank, "server.address", "api.bank.example");
            Int(bank, "http.response.status_code", 200);
            End(bank, 40_000);
        }

        End(charge, 500);
        End(order, 800);
        Int(page, "http.response.status_code", page.Error is null ? 201 : 502);
        End(page, 600);
        Log(page, page.Error is null ? Info : Error, page.Error is null ? "INFO" : "ERROR",
            $"POST /cart/checkout {(page.Error is null ? 201 : 502)}");
    }

    private GeneratedSpan Http(byte[] trace, long at, string method, string route, string path)
    {
        var span = new GeneratedSpan
        {
            Service = ShopService.Storefront, TraceId = trace, SpanId = random.Id(8), ParentSpanId = [], Name = $"{method} {route}",
            Kind = Server, StartUnixNanos = at,
        };
        _spans.Add(span);
        Text(span, "http.request.method", method);
        Text(span, "http.route", route);
        Text(span, "url.path", path);
        Text(span, "client.address", string.Create(CultureInfo.InvariantCulture, $"203.0.113.{random.Below(254) + 1}"));
        Text(span, "user_agent.original", random.Pick<string>(Browsers));
        return span;
    }

    /// <summary>A call over gRPC: the client's span and, below it, the server's, which is given back; ends are the caller's.</summary>
    private GeneratedSpan Rpc(GeneratedSpan parent, int from, int to, string method)
    {
        GeneratedSpan client = Span(parent, from, method, Client, LastEnd(parent) + random.LatencyNanos(120));
        Text(client, "rpc.system", "grpc");
        Text(client, "server.address", ShopService.All[to].Name);
        GeneratedSpan server = Span(client, to, method, Server, client.StartUnixNanos + random.LatencyNanos(250));
        Text(server, "rpc.system", "grpc");
        return server;
    }

    private void Database(GeneratedSpan parent, string name, string statement, double meanMicros)
    {
        GeneratedSpan query = Span(parent, parent.Service, name, Client, parent.StartUnixNanos + random.LatencyNanos(100));
        Text(query, "db.system.name", "postgresql");
        Text(query, "db.query.text", statement);
        Int(query, "db.response.returned_rows", random.Below(3));
        query.EndUnixNanos = query.StartUnixNanos + random.LatencyNanos(meanMicros);
        if (random.Chance(0.1))
        {
            GeneratedSpan pool = Span(parent, parent.Service, "pool.acquire", Internal, parent.StartUnixNanos + 1000);
            pool.EndUnixNanos = query.StartUnixNanos;
        }
    }

    private GeneratedSpan Span(GeneratedSpan parent, int service, string name, int kind, long start)
    {
        var span = new GeneratedSpan
        {
            Service = service, TraceId = parent.TraceId, SpanId = random.Id(8), ParentSpanId = parent.SpanId, Name = name,
            Kind = kind, StartUnixNanos = start,
        };
        _spans.Add(span);
        return span;
    }

    /// <summary>Ends a span a while after its last child, and with it the client's span above it that still waits.</summary>
    private void End(GeneratedSpan span, double meanMicros)
    {
        span.EndUnixNanos = LastEnd(span) + random.LatencyNanos(meanMicros);
        GeneratedSpan? above = _spans.Find(s => s.SpanId == span.ParentSpanId);
        if (above is { Kind: Client, EndUnixNanos: 0 })
        {
            above.EndUnixNanos = span.EndUnixNanos + random.LatencyNanos(150);
            above.Error = span.Error is null ? null : "";
        }
    }

    private long LastEnd(GeneratedSpan span)
    {
        long last = span.StartUnixNanos;
        foreach (GeneratedSpan child in _spans)
        {
            if (child.ParentSpanId == span.SpanId)
            {
                last = Math.Max(last, child.EndUnixNanos);
            }
        }

        return last;
    }

    private GeneratedLog Log(GeneratedSpan span, int severity, string severityText, string body)
    {
        long at = span.EndUnixNanos == 0 ? span.StartUnixNanos + random.LatencyNanos(200) : span.EndUnixNanos;
        var log = new GeneratedLog(span, at, severity, severityText, body);
        _logs.Add(log);
        return log;
    }

    private static void Text(GeneratedSpan span, string key, string value) => span.Attributes.Add(GeneratedAttribute.Of(key, value));

    private static void Int(GeneratedSpan span, string key, long value) => span.Attributes.Add(GeneratedAttribute.Of(key, value));
}

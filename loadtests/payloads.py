"""Seeded OTLP request payloads whose sizes and shapes are those of the semantic conventions.

About 560 bytes a span (12 attributes, an event now and then), 270 a log record, 170 a data point: what performance.md
section 7 measured the peers with. `peers otlp gen` makes smaller ones (230 bytes a span, 5 attributes).
"""
import random
import struct

ROUTES = ["/", "/healthz", "/api/cart/{id}", "/api/orders", "/api/orders/{id}/items", "/api/products/{sku}",
          "/api/users/{id}/profile", "/api/checkout"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36",
          "curl/8.9.1", "okhttp/4.12.0", "Go-http-client/2.0"]
WORDS = ("order payment cart user session timeout retry upstream cache miss lookup insert refused accepted shard "
         "replica leader worker queue batch flush").split()
EPOCH = 1_790_000_000_000_000_000


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sub(number, body):
    return varint(number << 3 | 2) + varint(len(body)) + body


def text(number, value):
    return sub(number, value.encode())


def integer(number, value):
    return varint(number << 3) + varint(value)


def fixed64(number, value):
    return varint(number << 3 | 1) + struct.pack("<Q", value)


def double(number, value):
    return varint(number << 3 | 1) + struct.pack("<d", value)


def attribute(key, value):
    if isinstance(value, bool):
        any_value = integer(2, int(value))
    elif isinstance(value, int):
        any_value = integer(3, value)
    elif isinstance(value, float):
        any_value = double(4, value)
    else:
        any_value = text(1, value)
    return text(1, key) + sub(2, any_value)


def attributes(number, pairs):
    return b"".join(sub(number, attribute(k, v)) for k, v in pairs)


def span(r, i):
    start = EPOCH + i * 1_700_000 + r.randrange(1_000_000)
    route = r.choice(ROUTES)
    body = sub(1, r.randbytes(16)) + sub(2, r.randbytes(8))
    if r.random() < 0.8:
        body += sub(4, r.randbytes(8))
    method = r.choice(["GET", "GET", "GET", "POST", "PUT", "DELETE"])
    body += text(5, f"{method} {route}") + integer(6, r.choice([2, 2, 3, 1])) + fixed64(7, start)
    body += fixed64(8, start + int(r.lognormvariate(16, 1)))
    body += attributes(9, [
        ("http.request.method", method), ("http.route", route), ("url.path", route.replace("{id}", str(r.randrange(5000)))),
        ("http.response.status_code", r.choice([200, 200, 200, 201, 404, 500])),
        ("server.address", f"shop-{r.randrange(12)}.internal"), ("server.port", 8080),
        ("network.protocol.version", "1.1"), ("user_agent.original", r.choice(AGENTS)),
        ("enduser.id", f"user-{r.randrange(2000)}"), ("app.queue.seconds", r.random()),
        ("network.peer.address", f"10.4.{r.randrange(8)}.{r.randrange(250)}"), ("url.query", f"page={r.randrange(40)}&sort=price")])
    if r.random() < 0.2:
        body += sub(11, fixed64(1, start + 1000) + text(2, "exception") + attributes(3, [
            ("exception.type", "java.util.concurrent.TimeoutException"), ("exception.message", "deadline exceeded")]))
    body += sub(15, integer(3, 2) + text(2, "deadline exceeded") if r.random() < 0.05 else b"")
    return sub(2, body)


def record(r, i):
    time = EPOCH + i * 1_700_000 + r.randrange(1_000_000)
    severity = r.choice([(9, "INFO"), (9, "INFO"), (5, "DEBUG"), (13, "WARN"), (17, "ERROR")])
    body = fixed64(1, time) + integer(2, severity[0]) + text(3, severity[1])
    body += sub(5, text(1, " ".join(r.choices(WORDS, k=9)) + f" id={r.randrange(100000)}"))
    body += attributes(6, [("code.function.name", "Checkout.place"), ("thread.name", f"worker-{r.randrange(16)}"),
                           ("http.route", r.choice(ROUTES)), ("enduser.id", f"user-{r.randrange(2000)}")])
    body += sub(9, r.randbytes(16)) + sub(10, r.randbytes(8)) + fixed64(11, time + 1000)
    return sub(2, body)


def metrics(r, items):
    out = b""
    for m in range((items + 9) // 10):
        points = b""
        for i in range(min(10, items - m * 10)):
            time = EPOCH + i * 1_000_000
            points += sub(1, fixed64(2, EPOCH) + fixed64(3, time) + double(4, r.random() * 100) + attributes(7, [
                ("http.request.method", r.choice(["GET", "POST"])), ("http.route", r.choice(ROUTES)),
                ("server.address", f"shop-{r.randrange(12)}.internal"), ("http.response.status_code", 200)]))
        out += sub(2, text(1, f"http.server.request.{m}") + text(2, "Requests that were served.") + text(3, "{request}")
                   + sub(7, points + integer(2, 2) + integer(3, 1)))
    return out


def request(signal, items, seed=7):
    """One Export*ServiceRequest of that many spans, log records or data points."""
    r = random.Random(seed)
    if signal == "metrics":
        body = metrics(r, items)
    else:
        body = b"".join((span if signal == "traces" else record)(r, i) for i in range(items))
    resource = attributes(1, [("service.name", "checkout"), ("service.version", "1.14.2"), ("host.name", "node-17.eu-west"),
                              ("k8s.pod.name", "checkout-7d9f8b6c5-x2x9k"), ("telemetry.sdk.language", "java")])
    scope = text(1, "io.opentelemetry.tomcat-10.0") + text(2, "2.8.0-alpha")
    return sub(1, sub(1, resource) + sub(2, sub(1, scope) + body))

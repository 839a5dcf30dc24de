// A program with OpenTelemetry's Node SDK. Each provider has two exporters: one to the gateway, one to the reference
// sink, so that both get the very same spans, points and records.
// sdk.js PROTOCOL GATEWAY SINK    PROTOCOL is grpc, http or json; addresses are host:port of that protocol
// Prints one line of JSON with what the program itself knows of its root span.
'use strict';
const { context, trace, SpanKind, SpanStatusCode, TraceFlags, createTraceState } = require('@opentelemetry/api');
const { SeverityNumber } = require('@opentelemetry/api-logs');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BasicTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { MeterProvider, PeriodicExportingMetricReader, AggregationType } = require('@opentelemetry/sdk-metrics');
const { LoggerProvider, BatchLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');

const [protocol, gateway, sink] = process.argv.slice(2);
const kind = { grpc: 'grpc', http: 'proto', json: 'http' }[protocol];

function exportersFor(signal, type) {
  const Exporter = require(`@opentelemetry/exporter-${signal}-otlp-${kind}`)[type];
  const path = kind === 'grpc' ? '' : `/v1/${signal === 'trace' ? 'traces' : signal}`;
  return [gateway, sink].map((address) => new Exporter({ url: `http://${address}${path}`, timeoutMillis: 60000 }));
}

// One collection, two exports: two readers would see two moments.
class TwoMetricExporters {
  constructor(exporters) { this.exporters = exporters; }
  export(metrics, done) {
    let left = this.exporters.length;
    let worst = { code: 0 };
    for (const exporter of this.exporters) {
      exporter.export(metrics, (result) => {
        worst = result.code !== 0 ? result : worst;
        if (--left === 0) done(worst);
      });
    }
  }
  forceFlush() { return Promise.all(this.exporters.map((exporter) => exporter.forceFlush())); }
  shutdown() { return Promise.all(this.exporters.map((exporter) => exporter.shutdown())); }
}

const resource = resourceFromAttributes({
  'service.name': 'shop', 'service.instance.id': '627cc493', replica: 3, share: 0.25, canary: true, zones: ['a', 'b'],
});
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const tracing = new BasicTracerProvider({
  resource,
  spanProcessors: exportersFor('trace', 'OTLPTraceExporter').map((exporter) => new BatchSpanProcessor(exporter)),
});
const metering = new MeterProvider({
  resource,
  readers: [new PeriodicExportingMetricReader({
    exporter: new TwoMetricExporters(exportersFor('metrics', 'OTLPMetricExporter')), exportIntervalMillis: 3600000, exportTimeoutMillis: 60000,
  })],
  views: [
    { instrumentName: 'latency', aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0, 5, 10, 25, 100] } } },
    { instrumentName: 'sizes', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 40 } } },
  ],
});
const logging = new LoggerProvider({
  resource,
  processors: exportersFor('logs', 'OTLPLogExporter').map((exporter) => new BatchLogRecordProcessor({ exporter })),
});

const attributes = {
  text: 'gr\u00fc\u00df dich \u{1f680}', empty: '', yes: true, no: false, int: -42, large: 2 ** 53 - 1, double: Math.PI, tiny: Number.MIN_VALUE,
  texts: ['x', '', 'z'], numbers: [1, -2.5, 2.5e-300], bools: [true, false],
};
// In JSON this SDK writes NaN as null, which the reference implementation refuses.
if (kind !== 'http') attributes.nan = NaN;

function exportTraces() {
  const tracer = tracing.getTracer('shop.checkout', '1.2.3', { schemaUrl: 'https://opentelemetry.io/schemas/1.30.0' });
  const remote = {
    traceId: '5b8aa5a2d2c872e8321cf37308d69df2', spanId: '051581bf3cb55c13', traceFlags: TraceFlags.SAMPLED, isRemote: true,
    traceState: createTraceState('vendor=1,other=2'),
  };
  const root = tracer.startSpan('POST /checkout', {
    kind: SpanKind.SERVER,
    attributes,
    startTime: [1700000000, 123456789],
    links: [
      { context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.NONE }, attributes: { 'link.index': 1 } },
      { context: { ...remote, traceFlags: TraceFlags.SAMPLED, isRemote: true } },
    ],
  }, trace.setSpanContext(context.active(), remote));
  root.addEvent('cache miss', { key: 'cart:7', size: 128 }, [1700000000, 200000001]);
  root.recordException(new Error('no stock'));
  root.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
  for (let i = 0; i < 20; i++) {
    const child = tracer.startSpan('SELECT', { kind: i % 2 ? SpanKind.CLIENT : SpanKind.INTERNAL }, trace.setSpan(context.active(), root));
    child.setAttribute('row', i);
    if (i % 3 === 0) child.setStatus({ code: SpanStatusCode.OK });
    child.end();
  }
  root.end([1700000001, 987654321]);
  return root;
}

function recordMetrics() {
  const meter = metering.getMeter('shop.metrics', '4.5.6');
  const requests = meter.createCounter('requests', { unit: '{request}', description: 'Requests served.' });
  const open = meter.createUpDownCounter('open');
  const latency = meter.createHistogram('latency', { unit: 'ms' });
  const sizes = meter.createHistogram('sizes', { unit: 'By' });
  meter.createObservableGauge('temperature', { unit: 'Cel' }).addCallback((result) => result.observe(-12.5, { room: 7 }));
  meter.createObservableCounter('cpu').addCallback((result) => result.observe(1.25, { state: 'user' }));
  for (let i = 0; i < 50; i++) {
    requests.add(i, { route: `/a${i % 3}`, hit: i % 2 === 0 });
    open.add(i % 2 ? -0.25 : 1.5);
    latency.record(i * 3.7, { route: '/b' });
    sizes.record(i * i, { kind: 'body' });
  }
}

function emitLogs(span) {
  const logger = logging.getLogger('shop.logs', '7.8.9');
  context.with(trace.setSpan(context.active(), span), () => {
    for (const severityNumber of [SeverityNumber.TRACE, SeverityNumber.DEBUG2, SeverityNumber.INFO, SeverityNumber.WARN3, SeverityNumber.FATAL4]) {
      logger.emit({
        eventName: 'checkout.step', severityNumber, severityText: SeverityNumber[severityNumber], timestamp: [1700000002, severityNumber],
        body: 'line\nbreak "quoted"',
        attributes: { ...attributes, bytes: new Uint8Array([0, 255, 16]), nested: { a: { b: [1, 'two', { three: true }] }, none: null } },
      });
    }
  });
  logger.emit({ body: { order: 17, lines: ['a', 2, false], raw: new Uint8Array([1, 2, 3]) } });
  logger.emit({ body: 12.5, severityNumber: SeverityNumber.INFO });
}

async function main() {
  const root = exportTraces();
  recordMetrics();
  emitLogs(root);
  await Promise.all([tracing.forceFlush(), metering.forceFlush(), logging.forceFlush()]);
  const { traceId, spanId } = root.spanContext();
  console.log(JSON.stringify({ traceId, spanId, name: root.name, attributes: Object.keys(attributes).length, events: root.events.length, links: root.links.length }));
  await Promise.all([tracing.shutdown(), metering.shutdown(), logging.shutdown()]);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});

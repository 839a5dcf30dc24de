// OTLP/gRPC with grpc-js and no generated classes: requests and responses are bytes.
// export.js ADDRESS REQUEST.pb CASE   prints "CODE details" of one call
'use strict';
const fs = require('fs');
const grpc = require('@grpc/grpc-js');

const [address, requestFile, kind] = process.argv.slice(2);
const request = fs.readFileSync(requestFile);
const service = kind === 'unimplemented'
  ? 'opentelemetry.proto.collector.profiles.v1development.ProfilesService'
  : 'opentelemetry.proto.collector.trace.v1.TraceService';
const bodies = {
  malformed: Buffer.from([0x0a, 0x7f, 1]),
  empty: Buffer.alloc(0),
  oversized: Buffer.concat([Buffer.from([0x7a, 0x80, 0x80, 0x80, 0x02]), Buffer.alloc(4 << 20)]),
};
const channelOptions = { 'grpc.max_send_message_length': -1 };
if (kind === 'gzip' || kind === 'unknown-encoding') {
  channelOptions['grpc.default_compression_algorithm'] = grpc.compressionAlgorithms.gzip;
}
if (kind === 'deflate') {
  channelOptions['grpc.default_compression_algorithm'] = grpc.compressionAlgorithms.deflate;
}
const client = new grpc.Client(address, grpc.credentials.createInsecure(), channelOptions);
if (kind === 'unknown-encoding') {
  // grpc-js compresses with nothing but gzip and deflate; this gives gzip a name that no server knows.
  const http2 = require('http2');
  const connect = http2.connect;
  http2.connect = (...parameters) => {
    const session = connect(...parameters);
    const send = session.request;
    session.request = (headers, options) => send.call(session, { ...headers, 'grpc-encoding': 'brotli' }, options);
    return session;
  };
}
const identity = (value) => value;
const deadline = Date.now() + (kind === 'deadline' ? 300 : 20000);
client.makeUnaryRequest(`/${service}/Export`, identity, identity, bodies[kind] ?? request, new grpc.Metadata(), { deadline },
  (error, response) => {
    if (error) {
      const details = error.metadata && error.metadata.get('grpc-status-details-bin').length > 0;
      console.log(grpc.status[error.code], error.details, details ? 'details-bin' : '-');
    } else {
      console.log('OK', response.length);
    }
    client.close();
  });

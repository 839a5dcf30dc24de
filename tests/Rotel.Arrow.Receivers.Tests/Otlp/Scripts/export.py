"""OTLP/gRPC with grpcio and no generated classes: requests and responses are bytes.

export.py ADDRESS REQUEST.pb CASE   prints "CODE details" of one call
"""
import sys

import grpc

address, request_file, case = sys.argv[1:4]
with open(request_file, "rb") as file:
    request = file.read()

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
compression = {"gzip": grpc.Compression.Gzip, "deflate": grpc.Compression.Deflate}.get(case, grpc.Compression.NoCompression)
options = [("grpc.max_send_message_length", -1)]
with grpc.insecure_channel(address, options=options, compression=compression) as channel:
    method = METHOD.replace("trace.v1.Trace", "profiles.v1development.Profiles") if case == "unimplemented" else METHOD
    call = channel.unary_unary(method, request_serializer=lambda value: value, response_deserializer=lambda value: value)
    bodies = {"malformed": b"\x0a\x7f\x01", "empty": b"", "oversized": b"\x7a\x80\x80\x80\x02" + bytes(4 << 20)}
    timeout = 0.3 if case == "deadline" else 20
    try:
        response, done = call.with_call(bodies.get(case, request), timeout=timeout)
        print("OK", len(response))
    except grpc.RpcError as error:
        trailing = dict(error.trailing_metadata() or ())
        print(error.code().name, error.details(), "details-bin" if "grpc-status-details-bin" in trailing else "-")

#!/usr/bin/env python3
"""Overload test: a sink that takes a quarter of what is offered, for minutes. Memory must stay at its bound.

    loadtests/overload.py [--minutes 5] [--memory-limit 64MiB] [--gateway artifacts/gateway/rotel-arrow]

The sink (`peers otlp sink`) waits before each answer; the generator (h2load, 100 spans of 530 bytes a request) offers
four times what comes out of that. Printed each 10 s: resident memory and what the sink has. At the end the load stops,
the sink gets well, the gateway is told to stop (SIGTERM), and three numbers must agree: items the gateway accepted,
items it says it delivered, items the sink counted. Exit code 1 when they do not, or when memory went above
idle + limit + 10 %.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import compare
import payloads

DELAY_SECONDS = 1.0
WORKERS = 10  # batches the otlp exporter has under way
BATCH_BYTES = 7 << 19


def sink_items(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/counts", timeout=5) as answer:
        return json.load(answer)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--memory-limit", default="64MiB")
    parser.add_argument("--gateway", default=os.path.join(compare.ROOT, "artifacts", "gateway", "rotel-arrow"))
    options = parser.parse_args()
    peers = compare.peers_program() or sys.exit("No peers program: set ROTEL_PEERS; it is the sink.")
    limit_mib = float(re.match(r"(\d+)MiB$", options.memory_limit)[1])
    with tempfile.TemporaryDirectory() as folder:
        body = payloads.request("traces", 100)
        frame = os.path.join(folder, "request.grpc")
        with open(frame, "wb") as f:
            f.write(b"\0" + len(body).to_bytes(4, "big") + body)
        script = os.path.join(folder, "script.json")
        with open(script, "w") as f:
            json.dump([{"delay": f"{int(DELAY_SECONDS * 1000)}ms"}], f)
        grpc, http = compare.free_port(), compare.free_port()
        sink = compare.Process([peers, "otlp", "sink", "--count", "--quiet", "--fail-script", script,
                                "--listen", f"127.0.0.1:{grpc}", "--listen-http", f"127.0.0.1:{http}"], grpc)
        port = compare.free_port()
        log = open(os.path.join(folder, "gateway.log"), "w+")
        gateway = subprocess.Popen([options.gateway, "start", "--exporter", "otlp", "--memory-limit", options.memory_limit,
                                    "--otlp-exporter-endpoint", f"http://127.0.0.1:{grpc}", "--otlp-exporter-compression", "none",
                                    "--otlp-grpc-endpoint", f"127.0.0.1:{port}", "--shutdown-timeout", "120s",
                                    "--otlp-http-endpoint", f"127.0.0.1:{compare.free_port()}"], stdout=log, stderr=log)
        time.sleep(1)

        def memory(field):
            with open(f"/proc/{gateway.pid}/status") as f:
                return int(re.search(field + r":\s+(\d+) kB", f.read()).group(1)) / 1024

        idle = memory("VmRSS")
        offered = 4 * WORKERS / DELAY_SECONDS * BATCH_BYTES / len(body)
        clients = 8
        load = subprocess.Popen(["h2load", "-D", str(int(options.minutes * 60)), "-c", str(clients), "-m", "8", "-t", "1",
                                 f"--rps={offered / clients:.0f}", "-d", frame, "-H", "content-type: application/grpc",
                                 "-H", "te: trailers", f"http://127.0.0.1:{port}/{compare.SERVICES['traces']}/Export"],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        start = time.monotonic()
        print(f"idle {idle:.0f} MiB, offered {offered * 100:.0f} spans/s, sink takes a quarter", flush=True)
        while load.poll() is None:
            time.sleep(min(10, max(0.5, options.minutes * 6)))
            print(f"{time.monotonic() - start:5.0f} s  resident {memory('VmRSS'):6.1f} MiB  sink {sink_items(http)}", flush=True)
        peak = memory("VmHWM")
        gateway.send_signal(signal.SIGTERM)
        code = gateway.wait(180)
        received = sink_items(http)
        sink.stop()
        log.seek(0)
        tail = log.read()[-3000:]
    print(tail)
    print(f"peak {peak:.1f} MiB, bound {idle + limit_mib * 1.1:.1f} MiB (idle + limit + 10 %), exit code {code}, sink {received}")
    sys.exit(0 if peak <= idle + limit_mib * 1.1 and code == 0 else 1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Side-by-side load test: rotel-arrow, Rotel and the OpenTelemetry Collector on the same paths, one run.

    loadtests/compare.py [--case NAME ...] [--rounds 5] [--seconds 4] [--gateway artifacts/gateway/rotel-arrow]

Every case is measured in interleaved rounds (A B C A B C ...) on the same machine. The figure to read is CPU time per
item (user + system of the whole process, from /proc) and the ratios; items per second and peak resident memory stand
beside it. Generator: h2load (Debian nghttp2-client), which posts one pre-encoded gRPC frame over several connections.
Sink, where there is one: a second rotel-arrow that discards, not counted.

Payloads are made by payloads.py, or with --payload peers by the generator of the peers program.
Needs: the native gateway (see README.md), ../shared/peers/peers (or ROTEL_PEERS) for the Collector,
and Rotel's own binary from npm (tests/install-tools.sh). A system that is absent is left out, with a line that says so.
"""
import argparse
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import payloads

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SERVICES = {
    "traces": "opentelemetry.proto.collector.trace.v1.TraceService",
    "logs": "opentelemetry.proto.collector.logs.v1.LogsService",
    "metrics": "opentelemetry.proto.collector.metrics.v1.MetricsService",
}
# name: signal, items a request, path (what stands behind the receiver), compression
CASES = {
    "traces-100-decode": ("traces", 100, "decode", "none"),
    "traces-10-decode": ("traces", 10, "decode", "none"),
    "traces-1000-decode": ("traces", 1000, "decode", "none"),
    "logs-100-decode": ("logs", 100, "decode", "none"),
    "metrics-100-decode": ("metrics", 100, "decode", "none"),
    "traces-100-otlp": ("traces", 100, "otlp", "none"),
    "logs-100-otlp": ("logs", 100, "otlp", "none"),
    "metrics-100-otlp": ("metrics", 100, "otlp", "none"),
    "traces-100-gzip": ("traces", 100, "otlp", "gzip"),
}
# bars of issue 4: CPU per item at most this share of the peer's
BARS = {
    "traces-100-decode": (0.20, 0.25), "traces-10-decode": (0.30, None), "traces-1000-decode": (0.20, None),
    "logs-100-decode": (0.30, None), "metrics-100-decode": (0.30, None), "traces-100-otlp": (0.15, 0.15),
    "traces-100-gzip": (0.40, None),
}


def peers_program():
    path = os.environ.get("ROTEL_PEERS") or os.path.join(os.path.dirname(ROOT), "shared", "peers", "peers")
    return path if os.access(path, os.X_OK) else None


def rotel_program():
    path = os.path.join(ROOT, ".tools", "npm", "node_modules", "@streamfold", "rotel-linux-x64", "rotel-agent")
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        return None
    for base, _, files in os.walk(folder):
        for name in files:
            candidate = os.path.join(base, name)
            if name.startswith("rotel") and os.access(candidate, os.X_OK) and os.path.getsize(candidate) > 1 << 20:
                return candidate
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A system under test: started, waited for, measured, stopped."""

    def __init__(self, command, port, env=None):
        self.log = tempfile.TemporaryFile()
        self.child = subprocess.Popen(command, stdout=self.log, stderr=self.log, env={**os.environ, **(env or {})})
        self.port = port
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.child.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return
            except OSError:
                time.sleep(0.001)
        self.log.seek(0)
        text = self.log.read().decode(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"{command[0]} does not listen on {port}:\n{text}")

    def cpu_seconds(self):
        with open(f"/proc/{self.child.pid}/stat") as f:
            fields = f.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self, field):
        with open(f"/proc/{self.child.pid}/status") as f:
            return int(re.search(field + r":\s+(\d+) kB", f.read()).group(1)) / 1024

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            try:
                self.child.wait(15)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.log.close()


def start_sink(gateway):
    port = free_port()
    return Process([gateway, "start", "--exporter", "blackhole", "--otlp-grpc-endpoint", f"127.0.0.1:{port}",
                    "--otlp-http-endpoint", f"127.0.0.1:{free_port()}"], port)


def start_arrow(gateway, path, compression, sink):
    port = free_port()
    command = [gateway, "start", "--otlp-grpc-endpoint", f"127.0.0.1:{port}",
               "--otlp-http-endpoint", f"127.0.0.1:{free_port()}"]
    if path == "decode":
        command += ["--exporter", "blackhole", "--pdata", "columns"]
    else:
        command += ["--exporter", "otlp", "--otlp-exporter-endpoint", f"http://127.0.0.1:{sink.port}",
                    "--otlp-exporter-compression", compression]
    return Process(command, port)


def start_rotel(program, path, compression, sink):
    port = free_port()
    command = [program, "start", "--otlp-grpc-endpoint", f"127.0.0.1:{port}",
               "--otlp-http-endpoint", f"127.0.0.1:{free_port()}", "--otlp-grpc-max-recv-msg-size-mib", "64"]
    if path == "decode":
        command += ["--exporter", "blackhole"]
    else:
        command += ["--exporter", "otlp", "--otlp-exporter-endpoint", f"http://127.0.0.1:{sink.port}",
                    "--otlp-exporter-compression", compression]
    return Process(command, port)


def start_collector(program, path, compression, sink, folder):
    port = free_port()
    exporter = ("nop: {}" if path == "decode" else
                f"otlp: {{endpoint: '127.0.0.1:{sink.port}', tls: {{insecure: true}}, compression: {compression}}}")
    name = exporter.split(":")[0]
    pipelines = "\n".join(f"    {s}: {{receivers: [otlp], processors: [batch], exporters: [{name}]}}" for s in SERVICES)
    config = os.path.join(folder, f"collector-{port}.yaml")
    with open(config, "w") as f:
        f.write(f"receivers:\n  otlp: {{protocols: {{grpc: {{endpoint: '127.0.0.1:{port}', max_recv_msg_size_mib: 64}}}}}}\n"
                f"processors:\n  batch: {{send_batch_size: 8192, timeout: 200ms}}\nexporters:\n  {exporter}\n"
                f"service:\n  pipelines:\n{pipelines}\n")
    return Process([program, "otelcol", "--config", config], port)


def idle(options, systems, start):
    """Milliseconds from exec to the first accepted connection, and resident memory 3 s later, without any request."""
    print(f"{'idle':20} {'system':10} {'start ms':>22} {'resident MiB':>14}")
    took, resident = {s: [] for s in systems}, {s: [] for s in systems}
    for _ in range(max(5, options.rounds)):
        for system in systems:
            begin = time.monotonic()
            process = start(system)
            took[system].append((time.monotonic() - begin) * 1000)
            time.sleep(3)
            resident[system].append(process.memory_mib("VmRSS"))
            process.stop()
    for system in systems:
        spread = f"{statistics.median(took[system]):.0f} ({min(took[system]):.0f}-{max(took[system]):.0f})"
        print(f"{'':20} {system:10} {spread:>22} {statistics.median(resident[system]):>14.1f}", flush=True)


def frame(payload, peers, folder, telemetry, items, compression):
    """One gRPC message of `items` items in a file, and its plain size in bytes."""
    path = os.path.join(folder, f"{telemetry}-{items}-{compression}.grpc")
    plain = os.path.join(folder, f"{telemetry}-{items}.pb")
    if not os.path.exists(plain):
        if payload == "peers":
            subprocess.run([peers, "otlp", "gen", "--signal", telemetry, "--items", str(items), "--seed", "7",
                            "--out", plain], check=True, stdout=subprocess.DEVNULL)
        else:
            with open(plain, "wb") as f:
                f.write(payloads.request(telemetry, items))
    with open(plain, "rb") as f:
        body = f.read()
    size = len(body)
    flag = 0
    if compression == "gzip":
        import gzip
        body, flag = gzip.compress(body, 6), 1
    with open(path, "wb") as f:
        f.write(bytes([flag]) + len(body).to_bytes(4, "big") + body)
    return path, size


def load(process, telemetry, body, compression, items, seconds, connections, streams):
    """Runs h2load against the process; gives CPU us an item, items a second."""
    url = f"http://127.0.0.1:{process.port}/{SERVICES[telemetry]}/Export"
    command = ["h2load", "-D", str(seconds), "-c", str(connections), "-m", str(streams), "-t", "1", "-d", body,
               "-H", "content-type: application/grpc", "-H", "te: trailers"]
    if compression != "none":
        command += ["-H", f"grpc-encoding: {compression}"]
    before, start = process.cpu_seconds(), time.monotonic()
    out = subprocess.run(command + [url], capture_output=True, text=True)
    time.sleep(0.4)
    cpu, wall = process.cpu_seconds() - before, time.monotonic() - start
    match = re.search(r"status codes: (\d+) 2xx", out.stdout)
    done = int(match.group(1)) if match else 0
    failed = re.search(r"(\d+) failed, (\d+) errored", out.stdout)
    if not done:
        raise RuntimeError("h2load got no answer:\n" + out.stdout + out.stderr)
    return cpu * 1e6 / (done * items), done * items / wall, int(failed.group(1)) if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", choices=[*CASES, "idle"], help="only these (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="length of one measurement")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--streams", type=int, default=4, help="requests in flight a connection")
    parser.add_argument("--gateway", default=os.path.join(ROOT, "artifacts", "gateway", "rotel-arrow"))
    parser.add_argument("--payload", choices=["conventions", "peers"], default="conventions",
                        help="spans of 560 bytes as payloads.py makes them (default), or those of 230 of peers otlp gen")
    parser.add_argument("--systems", default="arrow,rotel,collector")
    parser.add_argument("--json", help="also write all measurements there")
    options = parser.parse_args()
    peers, rotel = peers_program(), rotel_program()
    if not os.access(options.gateway, os.X_OK):
        sys.exit(f"No gateway at {options.gateway}: dotnet publish src/Rotel.Arrow.Gateway -c Release -o artifacts/gateway")
    if peers is None:
        sys.exit("No peers program: set ROTEL_PEERS; it makes the payloads and is the Collector.")
    if shutil.which("h2load") is None:
        sys.exit("No h2load: apt-get install nghttp2-client")
    systems = options.systems.split(",")
    if rotel is None and "rotel" in systems:
        systems.remove("rotel")
        print("rotel left out: run tests/install-tools.sh", file=sys.stderr)

    results = {}
    print(f"{'case':20} {'system':10} {'CPU us/item':>22} {'items/s':>10} {'peak MiB':>9} {'of rotel':>9} {'of coll.':>9}  bar")
    with tempfile.TemporaryDirectory() as folder:
        def start(system):
            return (start_arrow(options.gateway, "decode", "none", None) if system == "arrow"
                    else start_rotel(rotel, "decode", "none", None) if system == "rotel"
                    else start_collector(peers, "decode", "none", None, folder))

        if "idle" in (options.case or ["idle"]):
            idle(options, systems, start)
        for case in [c for c in options.case or CASES if c != "idle"]:
            telemetry, items, path, compression = CASES[case]
            body, size = frame(options.payload, peers, folder, telemetry, items, compression)
            cpu, rate, peak = {s: [] for s in systems}, {s: [] for s in systems}, {s: 0.0 for s in systems}
            for _ in range(options.rounds):
                for system in systems:
                    sink = start_sink(options.gateway) if path == "otlp" else None
                    process = None
                    try:
                        if system == "arrow":
                            process = start_arrow(options.gateway, path, compression, sink)
                        elif system == "rotel":
                            process = start_rotel(rotel, path, compression, sink)
                        else:
                            process = start_collector(peers, path, compression, sink, folder)
                        load(process, telemetry, body, compression, items, 1, options.connections, options.streams)
                        c, r, failed = load(process, telemetry, body, compression, items, options.seconds,
                                            options.connections, options.streams)
                        cpu[system].append(c)
                        rate[system].append(r)
                        peak[system] = max(peak[system], process.memory_mib("VmHWM"))
                        if failed:
                            print(f"  {system}: {failed} requests failed", file=sys.stderr)
                    finally:
                        if process:
                            process.stop()
                        if sink:
                            sink.stop()
            medians = {s: statistics.median(cpu[s]) for s in systems}
            results[case] = {"bytes_per_item": size / items, "cpu_us": cpu, "rate": rate, "peak_mib": peak}
            for system in systems:
                def share(other):
                    if other not in medians or system == other:
                        return "-"
                    return f"{statistics.median(a / b for a, b in zip(cpu[system], cpu[other])):.2f}x"
                bar = ""
                if system == "arrow" and case in BARS:
                    bar = "bar " + " / ".join("-" if b is None else f"{b:.2f}x" for b in BARS[case])
                spread = f"{medians[system]:.2f} ({min(cpu[system]):.2f}-{max(cpu[system]):.2f})"
                print(f"{case:20} {system:10} {spread:>22} {statistics.median(rate[system]):>10.0f} {peak[system]:>9.0f} "
                      f"{share('rotel'):>9} {share('collector'):>9}  {bar}", flush=True)
            if options.json:
                with open(options.json, "w") as f:
                    json.dump(results, f, indent=1)


if __name__ == "__main__":
    main()

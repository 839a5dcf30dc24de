#!/usr/bin/env python3
"""OTLP/gRPC in, Parquet (zstd) out, beside decoding alone and beside Rotel's file exporter, in one run.

    loadtests/parquet.py [--requests 2000] [--rounds 3] [--signal traces] [--gateway artifacts/gateway/rotel-arrow]

Every request is sent once: no two are alike, so dictionaries and codecs find no repetition that real telemetry would
not have. A round starts each system, sends all requests, stops it with SIGTERM and waits: the figure is the CPU time
(user + system) of the whole process from its first request to its end, the last file included, over the items sent.
Rounds are interleaved (A B C A B C ...).

Needs what compare.py needs. Systems: decode (rotel-arrow to OTAP tables, then a blackhole), parquet (rotel-arrow),
rotel (file exporter, parquet, zstd).
"""
import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile

from compare import ROOT, Process, free_port, peers_program, rotel_program

CPU_BAR = 2.0
PEAK_BAR_MIB = 200


def command_of(system, gateway, rotel, port, folder):
    endpoints = ["--otlp-grpc-endpoint", f"127.0.0.1:{port}", "--otlp-http-endpoint", f"127.0.0.1:{free_port()}"]
    if system == "decode":
        return [gateway, "start", "--exporter", "blackhole", "--pdata", "columns", *endpoints]
    if system == "parquet":
        return [gateway, "start", "--exporter", "parquet", "--parquet-exporter-directory", folder, *endpoints]
    return [rotel, "start", "--exporter", "file", "--file-exporter-format", "parquet", "--file-exporter-output-dir", folder,
            "--file-exporter-parquet-compression", "zstd", *endpoints]


def stop_and_measure(process):
    """Stops it and gives the CPU seconds of its whole life and its peak resident memory in MiB."""
    process.child.send_signal(signal.SIGTERM)
    _, status, usage = os.wait4(process.child.pid, 0)
    process.child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(folder) for name in names)


def one_round(system, options, rotel, peers, requests, keep=None):
    """CPU us an item, peak MiB, bytes an item on disk."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        process = Process(command_of(system, options.gateway, rotel, port, folder), port)
        try:
            before = process.cpu_seconds()
            subprocess.run([peers, "otlp", "send", "--quiet", "--to", f"127.0.0.1:{port}", "--connections",
                            str(options.connections), *requests], check=True, stdout=subprocess.DEVNULL)
            seconds, peak = stop_and_measure(process)
        finally:
            process.stop()
        items = len(requests) * options.items
        if keep and system == "parquet":
            subprocess.run(["cp", "-r", folder, keep], check=True)
        return (seconds - before) * 1e6 / items, peak, folder_bytes(folder) / items


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signal", default="traces", choices=["traces", "logs", "metrics"])
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--items", type=int, default=100, help="items a request")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--gateway", default=os.path.join(ROOT, "artifacts", "gateway", "rotel-arrow"))
    parser.add_argument("--systems", default="decode,parquet,rotel")
    parser.add_argument("--keep", help="copy the Parquet files of the last round there")
    parser.add_argument("--json", help="also write all measurements there")
    options = parser.parse_args()
    peers, rotel = peers_program(), rotel_program()
    if not os.access(options.gateway, os.X_OK):
        sys.exit(f"No gateway at {options.gateway}: dotnet publish src/Rotel.Arrow.Gateway -c Release -o artifacts/gateway")
    if peers is None:
        sys.exit("No peers program: set ROTEL_PEERS; it makes and sends the requests.")
    systems = options.systems.split(",")
    if rotel is None and "rotel" in systems:
        systems.remove("rotel")
        print("rotel left out: run tests/install-tools.sh", file=sys.stderr)

    results = {system: [] for system in systems}
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "requests")
        subprocess.run([peers, "otlp", "gen", "--signal", options.signal, "--items", str(options.items), "--requests",
                        str(options.requests), "--seed", "7", "--out", made], check=True, stdout=subprocess.DEVNULL)
        requests = sorted(os.path.join(made, name) for name in os.listdir(made) if name.endswith(".pb"))
        size = sum(os.path.getsize(path) for path in requests) / len(requests) / options.items
        for number in range(options.rounds):
            for system in systems:
                keep = options.keep if number == options.rounds - 1 else None
                results[system].append(one_round(system, options, rotel, peers, requests, keep))
    print(f"{options.signal}, {options.requests} requests of {options.items} items, {size:.0f} bytes an item as OTLP")
    print(f"{'system':10} {'CPU us/item':>22} {'of decode':>10} {'peak MiB':>9} {'bytes/item':>11}")
    for system in systems:
        cpu = [r[0] for r in results[system]]
        ratio = "-"
        if "decode" in systems and system != "decode":
            ratio = f"{statistics.median(a[0] / b[0] for a, b in zip(results[system], results['decode'])):.2f}x"
        spread = f"{statistics.median(cpu):.2f} ({min(cpu):.2f}-{max(cpu):.2f})"
        bar = f"  bar {CPU_BAR:.1f}x, {PEAK_BAR_MIB} MiB" if system == "parquet" else ""
        print(f"{system:10} {spread:>22} {ratio:>10} {max(r[1] for r in results[system]):>9.0f} "
              f"{results[system][0][2]:>11.1f}{bar}")
    if options.json:
        with open(options.json, "w") as f:
            json.dump(results, f, indent=1)


if __name__ == "__main__":
    main()

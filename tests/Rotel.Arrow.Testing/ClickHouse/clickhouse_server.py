"""A ClickHouse server from libchdb: clickhouse-local with the genuine HTTP and native-TCP listeners.

    clickhouse_server.py LIBCHDB DATA_FOLDER HTTP_PORT [CONFIG_FILE]

Port 0 chooses a free one. Prints "ready HTTP_PORT TCP_PORT" once it listens and serves until it is killed.
"""

import ctypes
import os
import sys
import threading
import time

library, folder, port = sys.argv[1:4]
config = ["--config-file", sys.argv[4]] if len(sys.argv) > 4 else []
ports = os.path.join(folder, "ports.tsv")
if os.path.exists(ports):
    os.remove(ports)

chdb = ctypes.CDLL(library)
# The library would otherwise take over the handlers of signals that end this process.
chdb.chdb_set_signal_handlers_enabled(0)
query = f"""
SYSTEM START LISTEN HTTP;
SYSTEM START LISTEN TCP;
SELECT getServerPort('http_port'), getServerPort('tcp_port') INTO OUTFILE '{ports}' TRUNCATE;
SELECT sleepEachRow(1) FROM system.numbers FORMAT Null
    SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0, max_execution_time = 0
"""
arguments = [
    "clickhouse", "--listen_host", "127.0.0.1", "--http_port", port, "--tcp_port", "0",
    "--path", os.path.join(folder, "data"), *config, "--query_id", "keepalive", "--query", query,
]
argv = (ctypes.c_char_p * (len(arguments) + 1))(*[argument.encode() for argument in arguments], None)


def run():
    os._exit(chdb.chdb_query_cmdline(len(arguments), argv) or 1)


# Its parser and planner want more stack than a thread of Python's has.
threading.stack_size(64 << 20)
threading.Thread(target=run, daemon=True).start()
while True:
    time.sleep(0.02)
    if os.path.exists(ports):
        with open(ports) as text:
            line = text.read().split()
        if len(line) == 2:
            print("ready", *line, flush=True)
            break
threading.Event().wait()

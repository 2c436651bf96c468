"""Measure `otasuke ship`: memory and CPU of the process at a normal load, and how fast it catches up.

Prints one JSON object. The log is Suricata's eve.json, made up here; the gateway is a server on loopback that takes everything.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import zstandard

LINE = (
    '{"timestamp":"2026-04-01T09:00:00.%06d+0900","flow_id":%d,"in_iface":"eth0","event_type":"flow","src_ip":"192.168.1.%d",'
    '"src_port":%d,"dest_ip":"203.0.113.%d","dest_port":443,"proto":"TCP","app_proto":"tls","flow":{"pkts_toserver":%d,'
    '"pkts_toclient":%d,"bytes_toserver":%d,"bytes_toclient":%d,"start":"2026-04-01T08:59:58.000000+0900","age":2,'
    '"state":"closed","reason":"timeout","alerted":false},"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b",'
    '"syn":true,"fin":true,"psh":true,"ack":true,"state":"closed"}}\n'
)


class Counter(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    records = 0
    requests = 0

    def do_POST(self) -> None:
        body = zstandard.ZstdDecompressor().decompress(self.rfile.read(int(self.headers["Content-Length"])))
        Counter.requests += 1
        Counter.records += body.count(b"\n")
        answer = json.dumps({"accepted": body.count(b"\n")}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    options = _options()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="otasuke-") as name:
        log = Path(name, "eve.json")
        log.write_text("".join(map(_line, range(options.backlog))))
        begun = time.monotonic()
        process = _ship(log, server.server_address[1])
        shipper = psutil.Process(process.pid)
        try:
            result = _measure(options, log, shipper, begun)
        finally:
            process.terminate()
            process.wait()
    server.shutdown()
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="events a second (default 200)")
    parser.add_argument("--seconds", type=int, default=60, help="for so long (default 60)")
    parser.add_argument(
        "--backlog", type=int, default=500_000, help="events that are there at the start (default 500000)"
    )
    return parser.parse_args()


def _ship(log: Path, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "otasuke", "ship", str(log), "--url", f"http://127.0.0.1:{port}"]
    environment = os.environ | {"OTASUKE_TOKEN": "bench"}
    command += ["--state", str(log.parent / "state"), "--from-beginning"]
    return subprocess.Popen(command, env=environment)  # noqa: S603


def _measure(options: argparse.Namespace, log: Path, shipper: psutil.Process, begun: float) -> dict[str, object]:
    peak = _wait_for(options.backlog, shipper)
    caught_up_s, cpu_before = time.monotonic() - begun, _cpu_s(shipper)
    requests, begun = Counter.requests, time.monotonic()
    for second in range(options.seconds):
        for tenth in range(10):
            first = options.backlog + second * options.rate + tenth * options.rate // 10
            with log.open("a") as file:
                file.writelines(
                    map(_line, range(first, options.backlog + second * options.rate + (tenth + 1) * options.rate // 10))
                )
            time.sleep(max(0.0, begun + second + (tenth + 1) / 10 - time.monotonic()))
        peak = max(peak, shipper.memory_info().rss)
    elapsed = time.monotonic() - begun
    cpu_s = _cpu_s(shipper) - cpu_before
    _wait_for(options.backlog + options.seconds * options.rate, shipper)
    return {
        "rate": options.rate,
        "core_percent": round(100 * cpu_s / elapsed, 2),
        "rss_mb": round(shipper.memory_info().rss / 1e6, 1),
        "peak_rss_mb": round(peak / 1e6, 1),
        "requests_per_s": round((Counter.requests - requests) / elapsed, 2),
        "catch_up_events_per_s": round(options.backlog / caught_up_s),
        "catch_up_cpu_us_per_event": round(1e6 * cpu_before / max(1, options.backlog), 2),
        "event_bytes": len(_line(0)),
    }


def _wait_for(records: int, shipper: psutil.Process) -> int:
    peak = 0
    while Counter.records < records:
        peak = max(peak, shipper.memory_info().rss)
        time.sleep(0.05)
    return peak


def _cpu_s(shipper: psutil.Process) -> float:
    times = shipper.cpu_times()
    return times.user + times.system


def _line(number: int) -> str:
    mixed = number * 2654435761 % 2**32
    numbers = (number % 1_000_000, mixed * 97, mixed % 250, 1024 + mixed % 60_000, mixed % 253)
    return LINE % (*numbers, mixed % 90, mixed % 120, mixed % 90_000, mixed % 900_000)


if __name__ == "__main__":
    main()

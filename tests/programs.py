"""Programs that small offices send with, and how a test starts them: curl, logger, rsyslog."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CURL = shutil.which("curl")
LOGGER = shutil.which("logger")
RSYSLOGD = shutil.which("rsyslogd") or shutil.which("rsyslogd", path="/usr/sbin:/sbin")


def has_module(name: str) -> bool:
    """Whether rsyslog could load this module."""
    return any(any(Path("/usr").glob(f"{folder}/{name}.so")) for folder in ("lib/*/rsyslog", "lib*/rsyslog"))


needs_curl = pytest.mark.skipif(CURL is None, reason="there is no curl on this machine")
needs_logger = pytest.mark.skipif(LOGGER is None, reason="there is no logger (util-linux) on this machine")
needs_rsyslog = pytest.mark.skipif(RSYSLOGD is None, reason="there is no rsyslogd on this machine")
needs_omelasticsearch = pytest.mark.skipif(
    not (RSYSLOGD and has_module("omelasticsearch")),
    reason="there is no rsyslogd with the module omelasticsearch (rsyslog-elasticsearch) on this machine",
)
needs_ossl = pytest.mark.skipif(
    not (RSYSLOGD and has_module("lmnsd_ossl")),
    reason="there is no rsyslogd with the driver for OpenSSL (rsyslog-openssl) on this machine",
)


def curl(url: str, *options: str) -> str:
    """What the server answers. Raises CalledProcessError where there is no answer."""
    command = [str(CURL), "--silent", "--show-error", "--max-time", "60", *options, url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def logger(port: int, text: str, *options: str) -> None:
    """Send one message by syslog to loopback."""
    subprocess.run(["logger", "-n", "127.0.0.1", "-P", str(port), *options, text], check=True)


def start_rsyslog(folder: Path, action: str) -> subprocess.Popen[bytes]:
    """An rsyslogd that hands over the lines of `in.log` in this folder. What it says is in `stderr` there."""
    configuration = folder / "rsyslog.conf"
    (folder / "spool").mkdir(exist_ok=True)
    configuration.write_text(f"""
global(workDirectory="{folder}/spool" maxMessageSize="64k")
module(load="imfile")
input(type="imfile" file="{folder}/in.log" tag="shop:" freshStartTail="off")
{action}
""")
    command = [str(RSYSLOGD), "-n", "-f", str(configuration), "-i", str(folder / "pid")]
    with (folder / "stderr").open("wb") as said:
        return subprocess.Popen(command, stdout=said, stderr=said)


@contextmanager
def rsyslog(folder: Path, action: str) -> Iterator[None]:
    """The same, as long as it is needed."""
    process = start_rsyslog(folder, action)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def to_elasticsearch(folder: Path, *, port: int, token: str, bulk: str = "on", ca_file: Path | None = None) -> str:
    """The action that rsyslog has for Elasticsearch, as docs/how/gateway.md says. It complains in `errors.json`."""
    tls = f'usehttps="on" tls.cacert="{ca_file}"' if ca_file else 'usehttps="off"'
    return f"""
module(load="omelasticsearch")
template(name="ecs" type="list" option.jsonf="on") {{
    property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
    property(outname="host" name="hostname" format="jsonf")
    property(outname="message" name="rawmsg" format="jsonf")
}}
action(
    type="omelasticsearch" server="127.0.0.1" serverport="{port}" {tls} template="ecs"
    searchIndex="logs" searchType="" bulkmode="{bulk}" uid="otasuke" pwd="{token}"
    action.resumeRetryCount="-1" action.resumeInterval="1" errorFile="{folder}/errors.json"
)
"""


def over_tcp(port: int, *, framing: str) -> str:
    """The action that forwards by syslog over TCP."""
    return (
        f'action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" tcp_framing="{framing}"'
        ' template="RSYSLOG_SyslogProtocol23Format")'
    )


def over_tls(port: int, *, ca_file: Path, shown: tuple[Path, Path] | None) -> str:
    """The action that forwards by syslog over TLS. shown: a certificate of the sender and its key."""
    shows = f'DefaultNetstreamDriverCertFile="{shown[0]}" DefaultNetstreamDriverKeyFile="{shown[1]}"' if shown else ""
    return f"""
global(DefaultNetstreamDriverCAFile="{ca_file}" {shows})
action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" template="RSYSLOG_SyslogProtocol23Format"
       StreamDriver="ossl" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid")
"""

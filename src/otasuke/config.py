"""Every setting, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path

from otasuke.carrier.account import Account, BadAccount, read_account, twin_account
from otasuke.lake.storage.place import Place, parse_place

_LAST_PORT = 65535
_GATEWAY = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?/?"
)
_MOST_DIGITS = 10
_LARGEST_CACHE_GB = 1 << 20
MOST_WORKERS = 16
"""As many as the stream has partitions."""
_MOST_USUAL_WORKERS = 4
LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS = 30, 3650
"""Between them a contract may say how long events are kept: a month's report needs its month."""
_USUAL_RETENTION_DAYS = 400
"""A year and a month: what a look back over the year needs, of a contract that is renewed each year."""
USUAL_LEARNING_DAYS, MOST_LEARNING_DAYS = 14, 365
_USUAL_INTERRUPTIONS_A_DAY, _MOST_INTERRUPTIONS_A_DAY = 8, 1000
DEMO_MARK = "otasuke.demo"
"""Lies in a folder that was empty when a demo was made in it: everything below it is invented, for ever."""
USUAL_WEB_PORT = 9270
USUAL_TWIN_PORT = 9271
_TWIN = "OTASUKE_CARRIER_TWIN_LISTEN"
_CALLBACK = "/carrier/callback"
_SYSTEM_FOLDER = Path("/var/lib/otasuke")
"""For root: the account that PostgreSQL runs as cannot enter root's home."""


class BadSetting(ValueError):
    """A setting that cannot be used: its name and why not. Never its value: that may hold a password."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True, slots=True)
class Listen:
    """Where a door is: an address of this machine and a port; with port 0 the system chooses a free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where sensors hand over what they saw. None: that door is shut.

    http         Elasticsearch bulk, OTLP, HEC, NDJSON, osquery; HTTPS if there is a certificate.
    syslog       UDP and TCP.
    syslog_tls   needs a certificate.
    certificate  PEM files: the server's certificate with its chain, and its key.
    clients      a PEM file of the certificates, or of who signed them, by which sensors are known at the doors with TLS.
    """

    http: Listen | None = Listen("127.0.0.1", 9280)
    syslog: Listen | None = Listen("127.0.0.1", 5514)
    syslog_tls: Listen | None = Listen("127.0.0.1", 6514)
    fluent: Listen | None = Listen("127.0.0.1", 24224)
    certificate: tuple[Path, Path] | None = None
    clients: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What a one-machine service needs to know.

    data_folder   where everything is kept.
    database_url  of a PostgreSQL that somebody else runs; None: we start our own.
    nats_url      the same for NATS.
    lake_place    the place in an object store where settled events are; None: in the data folder, or where they are already.
    cache_bytes   how much of the disk copies of files in the object store may take; None: as much as before.
    rules         files and folders of Sigma rules.
    workers       how many processes match and store.
    web           where people find the service; None: the web is not started.
    gateway_url   how sensors elsewhere reach the door for HTTP; None: where the door is.
    gateway_ca    certificates, as PEM, that they have to trust for it; None: those that they trust anyway.
    metrics       where the first process serves its metrics; the others do on the ports after it.
    retention_days  how long events are kept of tenants for whom nothing else was set.
    learns          whether the learnt detectors run.
    learning_days   on so many days a tenant's events are only learnt.
    places          files that know where addresses are.
    interruptions_a_day  so often a member of the staff may disturb companies; beyond that he says why. 赤 is not counted.
    carrier         who brings texts and calls to telephones; None: nobody.
    carrier_twin    where that carrier's twin listens; None: there is none, as anywhere but in a demo.
    """

    data_folder: Path
    database_url: str | None = None
    nats_url: str | None = None
    lake_place: Place | None = None
    cache_bytes: int | None = None
    doors: Doors = Doors()
    rules: tuple[Path, ...] = ()
    workers: int = 1
    web: Listen | None = None
    gateway_url: str | None = None
    gateway_ca: Path | None = None
    metrics: Listen | None = None
    retention_days: int = _USUAL_RETENTION_DAYS
    learns: bool = True
    learning_days: int = USUAL_LEARNING_DAYS
    places: tuple[Path, ...] = ()
    interruptions_a_day: int = _USUAL_INTERRUPTIONS_A_DAY
    is_demo: bool = False
    carrier: Account | None = None
    carrier_twin: Listen | None = None


def read_settings(environment: Mapping[str, str], *, data_folder: Path | None = None) -> Settings:
    """The settings of an environment; `data_folder` goes before OTASUKE_DATA. Raises BadSetting."""
    folder = (data_folder or usual_folder(environment)).absolute()
    is_demo = os.path.exists(folder / DEMO_MARK)  # noqa: PTH110  # False where we may not look
    if is_demo:
        _check_demo(environment)
    web = _listen(environment, "OTASUKE_WEB_LISTEN", Listen("127.0.0.1", USUAL_WEB_PORT))
    twin = _listen(environment, _TWIN, Listen("127.0.0.1", USUAL_TWIN_PORT)) if is_demo else None
    return Settings(
        data_folder=folder,
        database_url=_url(environment, "OTASUKE_DATABASE_URL", ("postgresql://", "postgres://")),
        nats_url=_url(environment, "OTASUKE_NATS_URL", ("nats://", "tls://")),
        lake_place=_place(environment, "OTASUKE_LAKE_URL"),
        cache_bytes=_gigabytes(environment, "OTASUKE_LAKE_CACHE_GB"),
        doors=_doors(environment),
        rules=_paths(environment, "OTASUKE_RULES"),
        workers=_number(
            environment,
            "OTASUKE_WORKERS",
            usual=min(os.cpu_count() or 1, _MOST_USUAL_WORKERS),
            among=range(1, MOST_WORKERS + 1),
        ),
        web=web,
        gateway_url=_gateway(environment, "OTASUKE_GATEWAY_URL"),
        gateway_ca=Path(authority) if (authority := environment.get("OTASUKE_GATEWAY_CA")) else None,
        metrics=_listen(environment, "OTASUKE_METRICS_LISTEN", Listen("127.0.0.1", 9290)),
        retention_days=_number(
            environment,
            "OTASUKE_RETENTION_DAYS",
            usual=_USUAL_RETENTION_DAYS,
            among=range(LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS + 1),
        ),
        learns=_is_on(environment, "OTASUKE_LEARN"),
        learning_days=_number(
            environment, "OTASUKE_LEARNING_DAYS", usual=USUAL_LEARNING_DAYS, among=range(MOST_LEARNING_DAYS + 1)
        ),
        places=_paths(environment, "OTASUKE_PLACES"),
        interruptions_a_day=_number(
            environment,
            "OTASUKE_INTERRUPTIONS_A_DAY",
            usual=_USUAL_INTERRUPTIONS_A_DAY,
            among=range(_MOST_INTERRUPTIONS_A_DAY + 1),
        ),
        is_demo=is_demo,
        carrier=_at_twin(twin, web) if is_demo else _carrier(environment, web),
        carrier_twin=twin,
    )


def _carrier(environment: Mapping[str, str], web: Listen | None) -> Account | None:
    """A carrier elsewhere reaches us by our name and HTTPS, or not at all."""
    try:
        account = read_account(environment, callback=None)
    except BadAccount as error:
        raise BadSetting(error.name, error.reason) from None
    if account is None or account.callback:
        return account
    hosts = [host for host in environment.get("OTASUKE_WEB_HOSTS", "").split(",") if host]
    if environment.get("OTASUKE_WEB_HTTPS") == "on" and hosts:
        return replace(account, callback=f"https://{hosts[0]}{_CALLBACK}")
    return replace(account, callback=f"http://{web}{_CALLBACK}") if account.is_twin and web else account


def _at_twin(twin: Listen | None, web: Listen | None) -> Account | None:
    return twin_account(f"http://{twin}", callback=f"http://{web}{_CALLBACK}") if twin and web else None


def _check_demo(environment: Mapping[str, str]) -> None:
    """Whoever comes to a demo may be anybody in it, so nobody comes from elsewhere, and nothing of it is somewhere else."""
    for name in (
        "OTASUKE_DATABASE_URL",
        "OTASUKE_NATS_URL",
        "OTASUKE_LAKE_URL",
        "OTASUKE_WEB_HOSTS",
        "OTASUKE_MAIL_HOST",
        "OTASUKE_CARRIER_URL",
    ):
        if environment.get(name):
            raise BadSetting(name, "is not for the folder of a demo")
    if environment.get("OTASUKE_WEB_HTTPS") == "on":
        raise BadSetting("OTASUKE_WEB_HTTPS", "is not for the folder of a demo")
    for door in ("WEB", "HTTP", "SYSLOG", "SYSLOG_TLS", "FLUENT", "METRICS", "CARRIER_TWIN"):
        place = _listen(environment, name := f"OTASUKE_{door}_LISTEN", None)
        if place and not ip_address(place.host).is_loopback:
            raise BadSetting(name, "is not an address of this machine alone, and the folder is a demo's")


def usual_folder(environment: Mapping[str, str]) -> Path:
    """The data folder if no option names one."""
    if folder := environment.get("OTASUKE_DATA"):
        return Path(folder)
    if os.geteuid() == 0:
        return _SYSTEM_FOLDER
    data_home = environment.get("XDG_DATA_HOME") or f"{environment.get('HOME') or '.'}/.local/share"
    return Path(data_home, "otasuke")


def usual_demo_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the demo: beside the service's own, whose setting does not count here."""
    return usual_folder({**environment, "OTASUKE_DATA": ""}).with_name("otasuke-demo")


def _paths(environment: Mapping[str, str], name: str) -> tuple[Path, ...]:
    return tuple(Path(path).absolute() for path in (environment.get(name) or "").split(os.pathsep) if path)


def _doors(environment: Mapping[str, str]) -> Doors:
    usual = Doors()
    return Doors(
        http=_listen(environment, "OTASUKE_HTTP_LISTEN", usual.http),
        syslog=_listen(environment, "OTASUKE_SYSLOG_LISTEN", usual.syslog),
        syslog_tls=_listen(environment, "OTASUKE_SYSLOG_TLS_LISTEN", usual.syslog_tls),
        fluent=_listen(environment, "OTASUKE_FLUENT_LISTEN", usual.fluent),
        certificate=_certificate(environment),
        clients=Path(clients) if (clients := environment.get("OTASUKE_TLS_CLIENTS")) else None,
    )


def _listen(environment: Mapping[str, str], name: str, usual: Listen | None) -> Listen | None:
    text = environment.get(name)
    if not text:
        return usual
    if text == "off":
        return None
    host, _, port = text.rpartition(":")
    try:
        return Listen(str(ip_address(host.removeprefix("[").removesuffix("]"))), _port(port))
    except ValueError:
        raise BadSetting(name, "is neither off nor an IP address and a port, such as 127.0.0.1:9280") from None


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name) or "on"
    if text not in ("on", "off"):
        raise BadSetting(name, "is neither on nor off")
    return text == "on"


def _number(environment: Mapping[str, str], name: str, *, usual: int, among: range) -> int:
    text = environment.get(name)
    if not text:
        return usual
    if not (text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS and int(text) in among):
        raise BadSetting(name, f"is no number from {among.start} to {among.stop - 1}")
    return int(text)


def _gigabytes(environment: Mapping[str, str], name: str) -> int | None:
    return (_number(environment, name, usual=0, among=range(1, _LARGEST_CACHE_GB + 1)) << 30) or None


def _place(environment: Mapping[str, str], name: str) -> Place | None:
    url = environment.get(name)
    try:
        return parse_place(url) if url else None
    except ValueError as error:
        raise BadSetting(name, str(error)) from None


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= _LAST_PORT):
        raise ValueError(text)
    return int(text)


def _certificate(environment: Mapping[str, str]) -> tuple[Path, Path] | None:
    names = ("OTASUKE_TLS_CERTIFICATE", "OTASUKE_TLS_KEY")
    paths = [Path(environment[name]) for name in names if environment.get(name)]
    if len(paths) == 1:
        raise BadSetting(
            next(name for name in names if not environment.get(name)),
            "is missing: a certificate and its key go together",
        )
    return (paths[0], paths[1]) if paths else None


def _gateway(environment: Mapping[str, str], name: str) -> str | None:
    """It is written into scripts and settings of many programs, so it is nothing but a host and a port."""
    url = environment.get(name)
    if not url:
        return None
    found = _GATEWAY.fullmatch(url)
    if not found or (found["port"] and not 0 < int(found["port"]) <= _LAST_PORT):
        raise BadSetting(name, "is no address such as https://gateway.example.jp:9280")
    return url.removesuffix("/")


def _url(environment: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    url = environment.get(name) or None
    if url and not url.startswith(schemes):
        raise BadSetting(name, f"begins with none of {', '.join(schemes)}")
    return url

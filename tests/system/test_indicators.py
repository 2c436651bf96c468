"""Lists of indicators that are chosen while the service runs: what is on them is told within seconds, and once."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from otasuke.local.state import read_state
from pipeline.indicators.cast import dns
from system.running import Running, call, until


def choose(service: Running, folder: Path, *names: str, tenant: str = "") -> None:
    """Look for these and no others, of everybody or of a tenant; the workers do when this returns."""
    path = folder / f"list-{tenant or 'all'}"
    path.write_text("\n".join(names))
    renewed = service.said("worker-0").count("indicators.renewed")
    service.command("indicators", "add", str(path), *(["--tenant", tenant] if tenant else []))
    until(lambda: service.said("worker-0").count("indicators.renewed") > renewed, service.said)


def ask(service: Running, token: str, *names: str, device: str = "192.168.1.23") -> None:
    """A device asks for names."""
    body = b"\n".join(dns(name, src=device) for name in names)
    assert call(service, "/v1/events", body, token=token)[0] == 200


def seen(service: Running, tenant: str) -> list[tuple[str, str]]:
    """Which names were seen, of which devices."""
    return [(one.matched[0][1], dict(one.group)["device"]) for one in service.sighted(tenant)]


def kill_worker(service: Running, *, after_s: float) -> None:
    """Kill the worker after a moment; another one runs when this returns."""
    pid = service.pid("worker-0")
    time.sleep(after_s)
    os.kill(pid, signal.SIGKILL)
    until(lambda: any(one.name == "worker-0" and one.pid not in (None, pid) for one in read_state(service.folder)))


def test_what_is_on_a_list_is_told_and_so_is_what_is_on_the_next(plain: Running, tmp_path: Path) -> None:
    tokens = {tenant: plain.add_sensor(tenant, "utm") for tenant in ("ume", "kiku")}
    choose(plain, tmp_path, "evil.jp")
    choose(plain, tmp_path, "play.jp", tenant="ume")

    for token in tokens.values():
        ask(plain, token, "www.evil.jp", "play.jp", "other.jp")
    until(lambda: (len(seen(plain, "ume")), len(seen(plain, "kiku"))) == (2, 1), plain.said)
    choose(plain, tmp_path, "other.jp")
    for token in tokens.values():
        ask(plain, token, "www.evil.jp", "other.jp", device="192.168.1.99")
    until(lambda: (len(seen(plain, "ume")), len(seen(plain, "kiku"))) == (3, 2), plain.said)

    assert sorted(seen(plain, "kiku")) == [("other.jp", "192.168.1.99"), ("www.evil.jp", "192.168.1.23")]
    assert ("play.jp", "192.168.1.23") in seen(plain, "ume")
    one = plain.sighted("kiku")[0]
    assert one.detected_at.timestamp() - one.received_at.timestamp() < 60


def test_a_worker_that_is_killed_as_it_tells_of_an_indicator_tells_it_once(plain: Running, tmp_path: Path) -> None:
    token = plain.add_sensor("momo", "utm")
    names = [f"evil-{number}.jp" for number in range(12)]
    choose(plain, tmp_path, *names)

    for number, name in enumerate(names):
        ask(plain, token, name)
        if number % 5 == 4:
            kill_worker(plain, after_s=number / 8)  # before a flush, or after it
    until(lambda: len(set(seen(plain, "momo"))) == len(names), plain.said)

    assert sorted(name for name, _ in seen(plain, "momo")) == sorted(names)
    until(lambda: sum("query" in event.fields for event in plain.events("momo")) == len(names))


def test_a_watchlist_that_is_damaged_is_told_and_the_one_before_goes_on(plain: Running, tmp_path: Path) -> None:
    token = plain.add_sensor("sumire", "utm")
    choose(plain, tmp_path, "evil.jp")
    watchlist = plain.folder / "indicators" / "watchlist"

    damaged = watchlist.with_name("damaged")
    damaged.write_bytes(watchlist.read_bytes()[:-1])
    damaged.replace(watchlist)
    until(lambda: "it is damaged" in str(plain.ask("status")), lambda: plain.ask("status"))
    ask(plain, token, "evil.jp")
    until(lambda: len(seen(plain, "sumire")) == 1, plain.said)
    plain.command("indicators", "renew")

    until(lambda: "it is damaged" not in str(plain.ask("status")), lambda: plain.ask("status"))

"""Watchlists on the disk, and what sensors write about what is on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from detect.indicators.watchlists import watchlist_of
from otasuke.detect.indicators.indicator import About
from otasuke.detect.indicators.observables import parse_observable
from otasuke.lake.durable import write_durably
from otasuke.pipeline.indicators.places import indicators_folder, watchlist_path

LIST = About("JPCERT", 90, labels=("c2",))


def watchlist_in(
    data: Path, *texts: str, of_tenant: Mapping[str, Iterable[str]] | None = None, about: About = LIST
) -> Path:
    """A watchlist in its place in a data folder."""
    path = watchlist_path(indicators_folder(data))
    path.parent.mkdir(exist_ok=True)
    tenants = {
        tenant: {parse_observable(text): about for text in theirs} for tenant, theirs in (of_tenant or {}).items()
    }
    write_durably(path, watchlist_of({parse_observable(text): about for text in texts}, tenants))
    return path


def dns(name: str, *, src: str = "192.168.1.23", **more: Any) -> bytes:
    """A question as Suricata writes it."""
    return json.dumps(
        {
            "timestamp": "2026-11-24T09:59:58.000000+0900",
            "event_type": "dns",
            "src_ip": src,
            "src_port": 50000,
            "dest_ip": "192.168.1.1",
            "dest_port": 53,
            "proto": "UDP",
            "dns": {"type": "query", "rrname": name, "rrtype": "A"},
            **more,
        }
    ).encode()

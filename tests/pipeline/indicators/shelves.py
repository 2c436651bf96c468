"""Lists on the disk of a test."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from otasuke.detect.indicators.lists import read_list
from otasuke.pipeline.indicators.building import Built, Content
from otasuke.pipeline.indicators.catalogue import ListRecord
from otasuke.pipeline.indicators.places import indicators_folder
from otasuke.pipeline.indicators.shelf import ListShelf
from pipeline.cast import NOW

ALLOWED = b"""
[[allowed]]
what = "public resolvers"
reason = "everybody asks them"
source = "their own pages"
checked = 2026-11-23
addresses = ["8.8.8.8"]
"""


def shelf_in(data: Path) -> ListShelf:
    return ListShelf(indicators_folder(data))


def record_of(name: str, content: bytes, **more: Any) -> ListRecord:
    count = more.pop("count", len(content.split()))
    return ListRecord(name, more.pop("tenant", ""), sha256(content).hexdigest(), count, NOW, **more)


def put(shelf: ListShelf, name: str, content: bytes, **more: Any) -> Built:
    """Add a list."""
    record = record_of(name, content, **more)
    with shelf.held():
        catalogue = shelf.catalogue().with_list(record)
        return shelf.use(catalogue, {record: Content(content, read_list(content, name))}, allowed=ALLOWED, now=NOW)

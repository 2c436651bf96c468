"""Rule files → rules with a tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from oracle.condition import Condition
from oracle.modifiers import read_item
from oracle.tree import Node, all_of, any_of


@dataclass(frozen=True)
class OracleRule:
    """A rule for single events."""

    id: str
    title: str
    product: str | None
    category: str | None
    service: str | None
    node: Node


def rule_files(folders: Iterable[Path]) -> list[Path]:
    """Every rule file below the folders, in the order of their paths."""
    return sorted(path for folder in folders for path in folder.rglob("*.yml"))


def read_rules(paths: Iterable[Path]) -> list[OracleRule]:
    """The rules in these files; only rules for single events are known."""
    # CSafeLoader is PyYAML's own parser over libyaml, several times as fast.
    documents = (document for path in paths for document in yaml.load_all(path.read_bytes(), yaml.CSafeLoader))
    return [read_rule(document) for document in documents]


def read_rule(document: dict[str, Any]) -> OracleRule:
    source = document["logsource"]
    detections = {name: read_detection(value) for name, value in document["detection"].items() if name != "condition"}
    conditions = document["detection"]["condition"]
    texts = conditions if isinstance(conditions, list) else [conditions]
    return OracleRule(
        id=str(document.get("id") or document.get("name") or document["title"]),
        title=document["title"],
        product=source.get("product"),
        category=source.get("category"),
        service=source.get("service"),
        node=any_of(Condition(text, detections).read() for text in texts),
    )


def read_detection(value: object) -> Node:
    """A mapping: all entries; a list: any member; anything else is a keyword."""
    if isinstance(value, dict):
        return all_of(read_item(str(key), one) for key, one in value.items())
    if isinstance(value, list):
        return any_of(read_detection(one) for one in value)
    return read_item("", value)

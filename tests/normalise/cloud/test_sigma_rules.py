"""SigmaHQ's rules for the cloud: every log source and every field that they name can be produced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from normalise.cloud.reading import is_covered, read
from normalise.cloud.samples import SAMPLES as CLOUD_SAMPLES
from normalise.endpoint.samples import SAMPLES as ENDPOINT_SAMPLES

PRODUCTS = frozenset({"aws", "azure", "m365", "gcp", "okta", "github", "bitbucket", "onelogin", "kubernetes"})


def cloud_rules(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        for rule in yaml.load_all(text, yaml.CSafeLoader) if "logsource" in text else ():
            source = rule["logsource"]
            is_ours = source.get("service") == "duo" or source.get("category") == "antivirus"
            if is_ours or source.get("product") in PRODUCTS:
                yield rule


def field_names(selection: Any) -> Iterator[str]:
    if isinstance(selection, dict):
        yield from (key.split("|")[0] for key in selection)
    elif isinstance(selection, list):
        for item in selection:
            yield from field_names(item)


@pytest.mark.shared_data
def test_every_rule_has_its_log_source_and_its_fields(shared_data):
    events = [read(record) for _, record in (*CLOUD_SAMPLES, *ENDPOINT_SAMPLES)]

    rules = list(cloud_rules(shared_data / "sigma"))
    missing = []
    for rule in rules:
        source = rule["logsource"]
        parts = source.get("product"), source.get("category"), source.get("service")
        known = {name for event in events if is_covered(event, *parts) for name in event.fields}
        selections = (part for name, part in rule["detection"].items() if name != "condition")
        wanted = {name for selection in selections for name in field_names(selection) if name}
        missing += [(rule["title"], name) for name in sorted(wanted - known)]

    assert len(rules) > 250
    assert missing == []

"""Nobody sees the events of several tenants without a reason on the disk."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from lake.cast import FUJI, SAKURA, event
from lake.hunting.cast import lake_of, write
from otasuke.cli.exits import CliError
from otasuke.cli.hunting.scope import open_scope


@pytest.fixture
def data(tmp_path: Path) -> Path:
    lake_of(tmp_path / "lake", "x")
    write(tmp_path / "lake", [event()], tenant=FUJI)
    return tmp_path


def asked(**arguments: Any) -> argparse.Namespace:
    names = ("conditions", "text", "indicators", "rule", "sql", "since", "until", "tenant", "reason")
    return argparse.Namespace(**dict.fromkeys(names) | {"across": False} | arguments)


def test_one_tenant_needs_no_reason(data: Path) -> None:
    assert open_scope(asked(tenant=[SAKURA, SAKURA]), data) == [SAKURA]
    assert not (data / "audit.jsonl").exists()


@pytest.mark.parametrize(("tenants", "expected"), [(None, None), ([SAKURA, FUJI], [SAKURA, FUJI]), ([FUJI], [FUJI])])
def test_a_look_across_is_written_down_first(data: Path, tenants: list[str] | None, expected: list[str] | None) -> None:
    assert open_scope(asked(tenant=tenants, across=True, reason=" 照会 ", text=["x"]), data) == expected

    line = json.loads((data / "audit.jsonl").read_text())
    assert (line["reason"], line["tenants"], line["looked_for"]) == ("照会", expected, {"text": ["x"]})


def test_without_an_audit_log_nobody_looks(data: Path) -> None:
    (data / "audit.jsonl").mkdir()

    with pytest.raises(CliError, match="cannot write the audit log"):
        open_scope(asked(across=True, reason="x"), data)


def test_a_broken_manifest_is_said(data: Path) -> None:
    (data / "lake" / "recent").mkdir(exist_ok=True)
    (data / "lake" / "recent" / "manifest.json").write_text("{")

    with pytest.raises(CliError, match="is no manifest"):
        open_scope(asked(tenant=[SAKURA]), data)

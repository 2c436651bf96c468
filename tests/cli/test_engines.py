from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts, cache_folder
from otasuke.cli.engines import parse_placeholders, prepare
from otasuke.cli.exits import CliError


def test_an_engine_is_opened_from_what_was_prepared(rules: str) -> None:
    ready = prepare([rules], {}, Artefacts(cache_folder())).open()

    assert len(ready.rules.ids) == 2
    assert len(ready.engine.match_events([]).pairs) == 0


def test_placeholders_may_have_several_values() -> None:
    assert parse_placeholders(["a=1", "%b%=x=y", "a=2"]) == {"a": ["1", "2"], "b": ["x=y"]}


@pytest.mark.parametrize("text", ["a", "=1", ""])
def test_what_is_no_placeholder_is_an_error(text: str) -> None:
    with pytest.raises(CliError, match="is not NAME=VALUE"):
        parse_placeholders([text])


def test_a_damaged_kernel_is_no_kernel(rules: str, tmp_path: Path) -> None:
    artefacts = Artefacts(tmp_path)
    artefacts.write("kernel", "x", b"data")
    (tmp_path / "kernel-x").write_bytes(b"not what was written")

    assert artefacts.read("kernel", "x") is None

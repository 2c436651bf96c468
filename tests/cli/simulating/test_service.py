from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.simulating.service import Service, read_tokens, service_of

KEYS = [("t", "a"), ("t", "b")]


def test_every_sensor_has_the_token_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_text("t a 1\n\nt b 2\nu c 3\n")

    assert read_tokens(tmp_path / "tokens", KEYS) == {("t", "a"): "1", ("t", "b"): "2"}


@pytest.mark.parametrize(
    ("text", "words"),
    [("t a 1\n", "1 of 2 sensors have no token .*; the first is b of t"), ("t a\n", "tokens:1: is not")],
)
def test_missing_tokens_are_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "tokens").write_text(text)

    with pytest.raises(CliError, match=words):
        read_tokens(tmp_path / "tokens", KEYS)


def test_tokens_that_are_no_text_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "tokens").write_bytes(b"\xff\xfe")

    with pytest.raises(CliError, match="cannot read the tokens"):
        read_tokens(tmp_path / "tokens", KEYS)


def test_without_a_data_folder_nothing_is_seen() -> None:
    async def story() -> Service:
        async with service_of(argparse.Namespace(data=None)) as service:
            return service

    assert asyncio.run(story()) == Service()

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.simulating.service import Service, make_tokens, read_tokens, service_of
from otasuke.enrol.credentials import REGISTRY, CredentialBook
from otasuke.stream.memory import MemoryBroker

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


def test_a_service_makes_the_tokens_of_a_fleet_itself() -> None:
    async def story() -> list[str]:
        broker = MemoryBroker()
        tokens = await make_tokens(broker, KEYS)
        book = CredentialBook(await (await broker.registry(REGISTRY)).all())
        return [str(book.by_token(tokens[key])) for key in KEYS]

    assert asyncio.run(story()) == ["Sender(tenant='t', sensor='a')", "Sender(tenant='t', sensor='b')"]

"""Where an embedded server is."""

from __future__ import annotations

import json
from pathlib import Path

from otasuke.stream.nats.whereabouts import SECRET, address_in, ports_files, url_in


def test_a_server_is_where_its_file_says_for_who_knows_the_word(tmp_path: Path) -> None:
    assert url_in(tmp_path) is None
    (tmp_path / "nats-server_7.ports").write_text(
        json.dumps({"nats": ["nats://127.0.0.1:4222"], "monitoring": ["http://127.0.0.1:8222"]})
    )
    assert url_in(tmp_path) is None
    (tmp_path / SECRET).write_text("word")

    assert url_in(tmp_path) == "nats://word@127.0.0.1:4222"
    assert address_in(tmp_path, kind="monitoring") == "127.0.0.1:8222"
    assert len(ports_files(tmp_path)) == 1


def test_a_file_that_is_not_written_to_the_end_says_nothing(tmp_path: Path) -> None:
    (tmp_path / SECRET).write_text("word")
    for text in ("", "{", "{}", '{"nats": []}'):
        (tmp_path / "nats-server_7.ports").write_text(text)

        assert url_in(tmp_path) is None

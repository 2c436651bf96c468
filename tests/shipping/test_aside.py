"""What cannot be sent is kept, as long as there is room."""

from __future__ import annotations

from pathlib import Path

from otasuke.shipping.aside import Aside


def test_data_and_reason_are_kept_beside_each_other(tmp_path: Path) -> None:
    aside = Aside(tmp_path / "aside")

    assert aside.keep("a", b"data", why="理由") == f"kept in {tmp_path / 'aside' / 'a.zst'}"
    assert (tmp_path / "aside" / "a.zst").read_bytes() == b"data"
    assert (tmp_path / "aside" / "a.why").read_text() == "理由\n"


def test_a_full_folder_takes_nothing_and_says_so(tmp_path: Path) -> None:
    aside = Aside(tmp_path / "aside", limit_bytes=100)
    aside.keep("a", b"x" * 90, why="")

    assert aside.keep("b", b"x" * 90, why="") == f"not kept: {tmp_path / 'aside'} is full"


def test_a_folder_that_cannot_be_made_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert Aside(tmp_path / "file" / "aside").keep("a", b"", why="") == "not kept: Not a directory"

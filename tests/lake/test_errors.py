"""Errors say what was wrong."""

from __future__ import annotations

from otasuke.lake.errors import BrokenFile, BrokenManifest, FileGone, LakeError, Overtaken


def test_every_error_of_the_lake_has_one_base_and_its_reason() -> None:
    errors = [BrokenManifest("m.json", "is empty"), Overtaken("a batch came"), BrokenFile("f", "is cut"), FileGone("g")]

    assert all(isinstance(error, LakeError) for error in errors)
    assert [str(error) for error in errors][:3] == [
        "m.json: is empty",
        "somebody else was faster: a batch came",
        "f: is cut",
    ]

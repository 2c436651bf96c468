"""Errors say what was wrong."""

from __future__ import annotations

from otasuke.lake.errors import BrokenManifest, LakeError, Overtaken


def test_every_error_of_the_lake_has_one_base_and_its_reason() -> None:
    errors = [BrokenManifest("m.json", "is empty"), Overtaken("a batch came")]

    assert all(isinstance(error, LakeError) for error in errors)
    assert [str(error) for error in errors] == ["m.json: is empty", "somebody else was faster: a batch came"]

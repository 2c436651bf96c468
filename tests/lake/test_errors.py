"""Errors say what was wrong."""

from __future__ import annotations

from otasuke.lake.errors import BadTenant, BrokenManifest, LakeError, Overtaken


def test_every_error_of_the_lake_has_one_base_and_its_reason() -> None:
    errors = [BadTenant("A/b"), BrokenManifest("m.json", "is empty"), Overtaken("a batch came")]

    assert all(isinstance(error, LakeError) for error in errors)
    assert [str(error).split(":")[0] for error in errors][1:] == ["m.json", "somebody else was faster"]
    assert "'A/b'" in str(errors[0])

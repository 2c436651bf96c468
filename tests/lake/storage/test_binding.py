"""A data folder knows where its lake is, and whether it is the one that may change it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from otasuke.lake.errors import BrokenManifest, NotOurs, StoreUnreachable
from otasuke.lake.storage.binding import (
    Binding,
    check_owner,
    make_owner,
    open_store,
    owner_in,
    read_binding,
    store_of,
    write_binding,
)
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.s3 import ObjectStore


def made(lake: Path, binding: Binding) -> Binding:
    write_binding(lake, binding)
    make_owner(open_store(lake, binding), binding.owner)
    return binding


def test_without_a_binding_everything_is_in_the_folder(tmp_path: Path) -> None:
    assert read_binding(tmp_path / "lake") is None
    assert isinstance(store_of(tmp_path / "lake"), FolderStore)
    check_owner(tmp_path / "lake")
    assert not (tmp_path / "lake").exists()


def test_a_binding_is_read_back_and_holds_no_secret(tmp_path: Path) -> None:
    binding = Binding(Place("bucket", "a/b"), 1 << 30, "me", is_made=True)

    write_binding(tmp_path / "lake", binding)

    assert read_binding(tmp_path / "lake") == binding
    assert (tmp_path / "lake/store.json").read_text() == (
        '{"url":"s3://bucket/a/b","cache_bytes":1073741824,"owner":"me","is_made":true}'
    )


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"url":"x"}', '{"url":"s3://bucket","more":1}', '{"url":7}'])
def test_a_binding_that_cannot_be_read_is_no_empty_lake(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.json").write_text(content)

    with pytest.raises(BrokenManifest, match="does not say where the lake is"):
        store_of(tmp_path)


def test_the_store_of_a_lake_is_opened_once(tmp_path: Path, bucket: str) -> None:
    made(tmp_path, Binding(Place(bucket), owner="me"))

    assert isinstance(store_of(tmp_path), ObjectStore)
    assert store_of(tmp_path) is store_of(tmp_path)


def test_where_there_is_no_lake_nobody_reads_an_empty_one(tmp_path: Path, bucket: str) -> None:
    write_binding(tmp_path, Binding(Place(bucket), owner="me", is_made=True))

    with pytest.raises(NotOurs, match=r"lake\.json is missing\. Is it another bucket"):
        store_of(tmp_path)


@pytest.mark.parametrize("owner", ["", "somebody else"])
def test_only_the_owner_may_change_it(tmp_path: Path, bucket: str, owner: str) -> None:
    binding = made(tmp_path, Binding(Place(bucket), owner="me"))
    check_owner(tmp_path)

    write_binding(tmp_path, replace(binding, owner=owner))
    store_of(tmp_path)
    with pytest.raises(NotOurs, match="otasuke lake adopt"):
        check_owner(tmp_path)


def test_a_bucket_that_was_emptied_meanwhile_is_told_from_one_of_somebody_else(tmp_path: Path, bucket: str) -> None:
    made(tmp_path, Binding(Place(bucket), owner="me"))
    store_of(tmp_path).delete(["lake.json"])

    with pytest.raises(NotOurs, match=r"lake\.json is missing"):
        check_owner(tmp_path)


def test_who_took_it_last_has_it(tmp_path: Path, bucket: str) -> None:
    store = open_store(tmp_path, Binding(Place(bucket)))
    assert owner_in(store) is None

    make_owner(store, "one")
    make_owner(store, "two")
    make_owner(store, "two")

    assert owner_in(store) == "two"


def test_a_lake_json_of_somebody_else_is_named(tmp_path: Path, bucket: str) -> None:
    store = open_store(tmp_path, Binding(Place(bucket)))
    store.write_new([("lake.json", b"[]")])

    with pytest.raises(BrokenManifest, match=rf"s3://{bucket}/lake\.json: is not of a lake"):
        owner_in(store)


@pytest.mark.parametrize("is_made", [True, False])
def test_a_store_that_does_not_look_at_conditions_is_refused(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    store = open_store(tmp_path, Binding(Place(bucket)))
    make_owner(store, "me")
    monkeypatch.setattr(ObjectStore, "_swap", lambda *_: is_made)

    with pytest.raises(StoreUnreachable, match="does not do as the conditions of a PUT say"):
        make_owner(store, "me")

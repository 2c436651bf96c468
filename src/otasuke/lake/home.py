"""Where a data folder's lake is, decided at a start: in the folder, or in an object store that then belongs to the folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from otasuke.lake.errors import NotOurs, StoreUnreachable
from otasuke.lake.manifest import tenants
from otasuke.lake.recent import catch_up_with_settled, change_recent
from otasuke.lake.storage.binding import (
    REMOTE,
    USUAL_CACHE_BYTES,
    Binding,
    check_owner,
    make_owner,
    new_owner,
    open_store,
    owner_in,
    read_binding,
    write_binding,
)
from otasuke.lake.storage.place import Place

_AHEAD = 1_000_000
"""Segments that the owner before may still settle while another takes the lake over."""


def bind(lake: Path, place: Place | None, *, cache_bytes: int | None = None) -> str:
    """Keep the lake where it is, or make one at `place`. What keeps it from being reached now, in words; "" if nothing.

    Raises NotOurs, BrokenManifest, OSError; StoreUnreachable where a lake is to be made.
    """
    binding = read_binding(lake)
    if binding is None and place is None:
        return ""
    binding = _first(lake, place) if binding is None and place is not None else binding
    assert binding is not None
    if place not in (None, binding.place):
        raise NotOurs(
            f"OTASUKE_LAKE_URL names {place}, but the events of this data folder are in {binding.place}: "
            "take the setting back, or begin with another data folder"
        )
    binding = replace(binding, cache_bytes=cache_bytes or binding.cache_bytes)
    if binding.is_made:
        write_binding(lake, binding)
    else:
        _make(lake, binding)
    try:
        check_owner(lake)
    except StoreUnreachable as error:
        return str(error)
    return ""


def adopt(lake: Path, place: Place | None = None) -> Place:
    """Take over the lake in an object store for this data folder; who had it may only read from now on. Where it is.

    Raises NotOurs, StoreUnreachable, BrokenManifest, OSError; then it may be done again.
    """
    binding = read_binding(lake) or (Binding(place) if place else None)
    if binding is None:
        raise NotOurs("the lake of this data folder is in the folder itself; OTASUKE_LAKE_URL names another")
    owner, store = new_owner(), open_store(lake, binding)
    if owner_in(store) is None:
        raise NotOurs(f"there is no lake in {binding.place}: {REMOTE} is missing")
    write_binding(lake, replace(binding, owner="", is_made=True))
    make_owner(store, owner)
    catch_up_with_settled(lake)
    change_recent(lake, lambda recent: replace(recent, newest=recent.newest + _AHEAD))
    write_binding(lake, replace(binding, owner=owner, is_made=True))
    return binding.place


def _first(lake: Path, place: Place) -> Binding:
    if tenants(lake):
        raise NotOurs(
            f"there are events in {lake} already, and OTASUKE_LAKE_URL names {place}: "
            "`otasuke lake move` brings them there"
        )
    return Binding(place, USUAL_CACHE_BYTES, new_owner())


def _make(lake: Path, binding: Binding) -> None:
    store = open_store(lake, binding)
    there = owner_in(store)
    if there not in (None, binding.owner):
        raise NotOurs(
            f"there is a lake in {binding.place} already, and it belongs to another data folder. If that one is gone "
            "for good, `otasuke lake adopt` makes it this one's"
        )
    write_binding(lake, binding)
    make_owner(store, binding.owner)
    # From now on the numbers of segments are known here: nobody who writes has to ask the store.
    change_recent(lake, lambda recent: recent)
    write_binding(lake, replace(binding, is_made=True))

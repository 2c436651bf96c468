"""Which store a data folder's lake is in. `store.json` beside the segments says so, or there is none: then it is that folder.

A lake in an object store belongs to one data folder at a time, because the numbers of its segments say what is settled: an
object `lake.json` names the owner, by a word that only he has. Others may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import orjson

from otasuke.lake.durable import make_folder, write_durably
from otasuke.lake.errors import BrokenManifest, NotOurs, StoreUnreachable
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.place import Place, parse_place
from otasuke.lake.storage.port import Content, Store, Swap

LOCAL, REMOTE = "store.json", "lake.json"
CACHE = "cache"
USUAL_CACHE_BYTES = 10 << 30


@dataclass(frozen=True, slots=True)
class Binding:
    """A lake in an object store, as its data folder knows it.

    owner    the word by which the store knows this folder as the lake's; "" in a folder that may only read.
    is_made  the store has known it before.
    """

    place: Place
    cache_bytes: int = USUAL_CACHE_BYTES
    owner: str = ""
    is_made: bool = False


def read_binding(lake: Path) -> Binding | None:
    """None: everything is in the folder itself. Raises BrokenManifest, OSError."""
    path = lake / LOCAL
    try:
        return _parsed(path, path.read_bytes())
    except FileNotFoundError:
        return None


def write_binding(lake: Path, binding: Binding) -> None:
    """Raises OSError."""
    make_folder(lake)
    content = {
        "url": str(binding.place),
        **{name: getattr(binding, name) for name in ("cache_bytes", "owner", "is_made")},
    }
    write_durably(lake / LOCAL, orjson.dumps(content))


def store_of(lake: Path) -> Store:
    """Where the files of tenants are. Raises NotOurs, StoreUnreachable, BrokenManifest, OSError."""
    binding = read_binding(lake)
    return FolderStore(lake) if binding is None else _opened(lake, binding.place, binding.cache_bytes)


def check_owner(lake: Path) -> None:
    """Raises NotOurs where the lake is another's, and what `store_of` raises."""
    binding = read_binding(lake)
    if binding is None:
        return
    there = owner_in(store_of(lake)) if binding.owner else ""
    if there is None:
        raise _no_lake(binding.place)
    if not binding.owner or there != binding.owner:
        raise NotOurs(
            f"the lake in {binding.place} belongs to another data folder. If that one is gone for good, "
            "`otasuke lake adopt` makes it this one's"
        )


def open_store(lake: Path, binding: Binding) -> Store:
    """The store of a binding, whether there is a lake in it or not."""
    from otasuke.lake.storage.cache import Cache
    from otasuke.lake.storage.s3 import ObjectStore  # takes a while to load, and few need it

    return ObjectStore(binding.place, Cache(lake / CACHE, most_bytes=binding.cache_bytes))


def owner_in(store: Store) -> str | None:
    """To whom the lake in a store belongs; None if there is no lake. Raises BrokenManifest, StoreUnreachable."""
    (found,) = store.read_many([REMOTE])
    return None if found is None else _owner(store, found)


def make_owner(store: Store, owner: str) -> None:
    """Make the lake in a store somebody's. Raises NotOurs if somebody else does so too, StoreUnreachable."""
    (found,) = store.read_many([REMOTE])
    data = orjson.dumps({"format": 1, "owner": owner})
    if store.swap([Swap(REMOTE, data, found.mark if found else None)]) and owner_in(store) != owner:
        raise NotOurs(f"somebody else has just taken {store.shown('')}")
    _check_swaps(store, data)


def new_owner() -> str:
    """A word that nobody else has."""
    return uuid4().hex


def _check_swaps(store: Store, data: bytes) -> None:
    """Raises StoreUnreachable where the store does not look at conditions: it would lose events one day."""
    (found,) = store.read_many([REMOTE])
    conditions = {None: False, '"00000000000000000000000000000000"': False, found.mark if found else "": True}
    for mark, holds in conditions.items():
        if bool(store.swap([Swap(REMOTE, data, mark)])) == holds:
            raise StoreUnreachable(
                store.shown(""),
                "does not do as the conditions of a PUT say (If-None-Match, If-Match); a lake is not safe there",
            )


@lru_cache(maxsize=8)
def _opened(lake: Path, place: Place, cache_bytes: int) -> Store:
    store = open_store(lake, Binding(place, cache_bytes))
    if owner_in(store) is None:
        raise _no_lake(place)
    return store


def _no_lake(place: Place) -> NotOurs:
    return NotOurs(f"there is no lake in {place}: {REMOTE} is missing. Is it another bucket, or was it emptied?")


def _owner(store: Store, found: Content) -> str:
    try:
        owner = orjson.loads(found.data)["owner"]
    except (ValueError, TypeError, KeyError) as error:
        raise BrokenManifest(store.shown(REMOTE), f"is not of a lake ({type(error).__name__})") from error
    return str(owner)


def _parsed(path: Path, data: bytes) -> Binding:
    try:
        content = orjson.loads(data)
        place = parse_place(content.pop("url"))
        return Binding(place, **content)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenManifest(path, f"does not say where the lake is ({type(error).__name__})") from error

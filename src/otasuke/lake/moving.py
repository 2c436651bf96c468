"""Moving a lake from its folder to an object store, while nobody writes. What was cut short is gone on with by doing it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from otasuke.lake.durable import make_folder, write_durably
from otasuke.lake.errors import NotOurs
from otasuke.lake.manifest import Manifest, StoredFile, file_name, read_manifests, tenant_folder, tenants
from otasuke.lake.soundness import sound_bytes
from otasuke.lake.storage.binding import (
    USUAL_CACHE_BYTES,
    Binding,
    make_owner,
    new_owner,
    open_store,
    owner_in,
    read_binding,
    write_binding,
)
from otasuke.lake.storage.folder import FolderStore
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.port import Store, Swap

MOVED = "moved"
"""The folder of what was moved: nobody reads it any more."""
_MARK = ".moving"
_BYTES_AT_ONCE = 128 << 20


def move(
    lake: Path, place: Place, *, cache_bytes: int | None = None, advance: Callable[[str, int], None] = lambda *_: None
) -> int:
    """Bring the files of all tenants to an object store, which has them from then on. How many files that were.

    advance  is called for each tenant, with how many files of his are there.
    Raises NotOurs, BrokenFile, BrokenManifest, StoreUnreachable, OSError; then the lake is where it was.
    """
    if read_binding(lake) is not None:
        raise NotOurs("the lake of this data folder is in an object store already")
    binding = Binding(place, cache_bytes or USUAL_CACHE_BYTES, _owner(lake), is_made=True)
    store = open_store(lake, binding)
    if owner_in(store) not in (None, binding.owner):
        raise NotOurs(f"there is a lake in {place} already: name another prefix")
    make_owner(store, binding.owner)
    there, moved = tenants(lake), 0
    for tenant, seen in read_manifests(lake, there):
        manifest = seen.manifest()
        _move_files(FolderStore(lake), store, tenant, manifest)
        _move_manifest(store, seen.name, seen.swap(manifest).data)
        moved += len(manifest.files)
        advance(tenant, len(manifest.files))
    write_binding(lake, binding)
    _set_aside(lake, there)
    return moved


def _owner(lake: Path) -> str:
    """The word by which the store knows us; the same when it is tried again."""
    mark = lake / _MARK
    try:
        return mark.read_text(encoding="ascii")
    except FileNotFoundError:
        make_folder(lake)
        write_durably(mark, (owner := new_owner()).encode())
        return owner


def _move_files(source: Store, target: Store, tenant: str, manifest: Manifest) -> None:
    done = {one.name for one in target.listed(tenant_folder(tenant))}
    left = [file for file in manifest.files if file_name(tenant, file) not in done]
    for some in _portions(left):
        target.write_new([(name := file_name(tenant, file), sound_bytes(source, name, file)) for file in some])


def _portions(files: Sequence[StoredFile]) -> Iterator[list[StoredFile]]:
    portion: list[StoredFile] = []
    for file in files:
        if portion and sum(one.size_bytes for one in (*portion, file)) > _BYTES_AT_ONCE:
            yield portion
            portion = []
        portion.append(file)
    if portion:
        yield portion


def _move_manifest(target: Store, name: str, data: bytes) -> None:
    (found,) = target.read_many([name])
    if found is None or found.data != data:
        target.swap([Swap(name, data, found.mark if found else None)])


def _set_aside(lake: Path, there: Sequence[str]) -> None:
    make_folder(lake / MOVED)
    for tenant in there:
        (lake / tenant_folder(tenant)).replace(lake / MOVED / tenant_folder(tenant))
    (lake / _MARK).unlink()

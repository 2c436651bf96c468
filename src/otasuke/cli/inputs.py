"""What there is to scan: files and folders, divided into portions that can be read apart from each other."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from otasuke.cli.exits import CliError

STDIN = "-"
PIECE_BYTES = 32 << 20
"""Large files with one JSON object a line are read in pieces of about this size."""

_HEAD_BYTES = 1 << 18
_MOST_PORTIONS_OF_A_ZIP = 32
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})


@dataclass(frozen=True, slots=True)
class Portion:
    """Something to read at one go.

    path      on disk, or STDIN.
    is_named  whether the user named it, rather than a folder around it.
    size      in bytes on disk, for the progress bar.
    members   of a zip archive, the positions of those that belong to this portion; empty: all that is in the file.
    piece     of a file with one JSON object a line, where this part begins and ends.
    """

    path: str
    is_named: bool
    size: int
    members: tuple[int, ...] = ()
    piece: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was not read, and why. is_failure: it should have been readable."""

    name: str
    reason: str
    is_failure: bool


def find_portions(paths: Sequence[str]) -> tuple[list[Portion], list[Skipped]]:
    """Everything to read behind the paths, in their order and sorted by name in folders, and what cannot be read.

    A path that does not exist is an error of the call, before anything is read.
    """
    for path in paths:
        if path != STDIN and not os.path.lexists(path):
            raise CliError(f"nothing to scan at {path!r}: there is no such file or folder")
    portions: list[Portion] = []
    skipped: list[Skipped] = []
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for found in _find_in(path, seen):
            if isinstance(found, Skipped):
                skipped.append(found)
            else:
                portions += _divide(found)
    return portions, skipped


def _find_in(path: str, seen: set[tuple[int, int]]) -> Iterator[Portion | Skipped]:
    if path == STDIN:
        yield Portion(STDIN, is_named=True, size=0)
    elif Path(path).is_dir():
        yield from _find_in_folder(path, seen)
    else:
        yield from _file(path, is_named=True, seen=seen)


def _find_in_folder(top: str, seen: set[tuple[int, int]]) -> Iterator[Portion | Skipped]:
    """Symbolic links are followed; a folder or file that was met before is not read twice."""
    failures: list[OSError] = []
    for folder, folders, names in os.walk(top, followlinks=True, onerror=failures.append):
        folders[:] = [name for name in sorted(folders) if _is_new(str(Path(folder, name)), seen)]
        for name in sorted(_VERSION_CONTROL.intersection(folders)):
            folders.remove(name)
            yield Skipped(str(Path(folder, name)), "version control", is_failure=False)
        for name in sorted(names):
            yield from _file(str(Path(folder, name)), is_named=False, seen=seen)
    yield from (Skipped(str(error.filename), _why(error), is_failure=True) for error in failures)


def _is_new(path: str, seen: set[tuple[int, int]]) -> bool:
    try:
        status = Path(path).stat()
    except OSError:
        return True
    identity = (status.st_dev, status.st_ino)
    is_new = identity not in seen
    seen.add(identity)
    return is_new


def _file(path: str, *, is_named: bool, seen: set[tuple[int, int]]) -> Iterator[Portion | Skipped]:
    try:
        status = Path(path).stat()
        is_regular = stat.S_ISREG(status.st_mode)
        if is_regular:
            Path(path).open("rb").close()
    except OSError as error:
        yield Skipped(path, _why(error), is_failure=True)
        return
    if not is_regular and not is_named:
        yield Skipped(path, "no ordinary file", is_failure=False)
    elif not is_regular or _is_new(path, seen):
        yield Portion(path, is_named=is_named, size=status.st_size if is_regular else 0)
    else:
        yield Skipped(path, "the same file as another one here", is_failure=False)


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _divide(portion: Portion) -> Iterable[Portion]:
    if portion.size == 0:
        return (portion,)
    try:
        with Path(portion.path).open("rb") as file:
            magic = file.read(4)
            if magic == b"PK\x03\x04":
                return _divide_zip(portion)
            if portion.size > 2 * PIECE_BYTES:
                return _divide_lines(portion, magic + file.read(_HEAD_BYTES))
    except OSError:
        pass  # whoever reads it says why
    return (portion,)


def _divide_zip(portion: Portion) -> Sequence[Portion]:
    """Each member on its own, unless there are very many."""
    try:
        with zipfile.ZipFile(portion.path) as archive:
            sizes = [member.compress_size for member in archive.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeError):
        return (portion,)
    step = -(-len(sizes) // _MOST_PORTIONS_OF_A_ZIP)
    groups = [range(start, min(start + step, len(sizes))) for start in range(0, len(sizes), step or 1)]
    return [
        Portion(portion.path, portion.is_named, sum(sizes[group.start : group.stop]), members=tuple(group))
        for group in groups
    ] or (portion,)


def _divide_lines(portion: Portion, head: bytes) -> Sequence[Portion]:
    from otasuke.normalise.reader import is_json_lines

    if not is_json_lines(head):
        return (portion,)
    cuts = [0]
    with Path(portion.path).open("rb") as file:
        for wanted in range(PIECE_BYTES, portion.size, PIECE_BYTES):
            file.seek(max(wanted, cuts[-1]))
            if len(file.readline(PIECE_BYTES)) < PIECE_BYTES and cuts[-1] < file.tell() < portion.size:
                cuts.append(file.tell())
    ends = [*cuts[1:], portion.size]
    return [
        Portion(portion.path, portion.is_named, end - start, piece=(start, end))
        for start, end in zip(cuts, ends, strict=True)
    ]

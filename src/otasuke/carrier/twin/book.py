"""What the twin has accepted: a file with a line for each thing that happened, which outlives its process."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

FILE = "carrier.jsonl"
_MOST_KEPT = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """A text or a call. sid: begins with SM or CA. words: of a call, its markup. heard: the keys that were pressed."""

    sid: str
    to: str
    sender: str
    words: str
    at: str
    status: str = "queued"
    heard: str = ""

    @property
    def is_text(self) -> bool:
        """Whether it is a text."""
        return self.sid.startswith("SM")

    @property
    def made_at(self) -> datetime:
        """When it was accepted."""
        return datetime.fromisoformat(self.at)


class Book:
    """Safe for threads."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._now = folder / FILE, now
        self._lock = threading.Lock()
        self._kept = {one.sid: one for one in _read(self._path)[-_MOST_KEPT:]}
        self._rewrite()

    def accept(self, kind: str, *, to: str, sender: str, words: str) -> Kept:
        """Keep a text (SM) or a call (CA)."""
        return self._keep(Kept(kind + uuid4().hex, to, sender, words, self._now().isoformat()))

    def change(self, sid: str, *, status: str | None = None, key: str = "") -> Kept:
        """Write down how far it has come."""
        with self._lock:
            known = self._kept[sid]
        return self._keep(replace(known, status=status or known.status, heard=known.heard + key))

    def get(self, sid: str) -> Kept | None:
        """One of them."""
        with self._lock:
            return self._kept.get(sid)

    def all(self) -> Sequence[Kept]:
        """The newest first."""
        with self._lock:
            return list(reversed(self._kept.values()))

    def _keep(self, one: Kept) -> Kept:
        with self._lock:
            self._kept[one.sid] = one
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(one))
        return one

    def _rewrite(self) -> None:
        partial = self._path.with_suffix(".partial")
        partial.write_text("".join(map(_line, self._kept.values())), encoding="utf-8")
        partial.replace(self._path)


def newest_texts(folder: Path, most: int) -> Sequence[Kept]:
    """The texts that a twin kept in this folder, the newest first."""
    return [one for one in reversed(_read(folder / FILE)) if one.is_text][:most]


def _line(one: Kept) -> str:
    return json.dumps(asdict(one), ensure_ascii=False) + "\n"


def _read(path: Path) -> list[Kept]:
    """As they were accepted; of each the newest state. A line that was cut short by a kill says nothing."""
    kept: dict[str, Kept] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                one = Kept(**json.loads(line))
            except (ValueError, TypeError):
                continue
            kept[one.sid] = one
    return list(kept.values())

"""Very many files changed, renamed or deleted in a short time by one person or program: ransomware, or a big mistake."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from otasuke.detect.learn.crowds import Crowd, Crowds
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.tables import distinct, where

NAME = "mass-file-change"
_WIDTH_S = 600.0
_DESTROYED = 150
_WRITTEN = 400
_DESTROYING = frozenset(("delete", "rename", "move"))
_TEMPORARY = ("~$", ".tmp", "~lock", "\\temp\\", "\\cache\\", "\\inetcache\\", ".ds_store", "thumbs.db", ".crdownload")
_SHOWN = 3


class MassFileChange:
    """Finds people and programs that change very many files. Takes FILES."""

    name = NAME

    def __init__(self, learning: Learning) -> None:
        self._destroyed = Crowds(learning, _WIDTH_S, fewest=_DESTROYED)
        self._written = Crowds(learning, _WIDTH_S, fewest=_WRITTEN)

    def update(self, rows: pa.Table) -> list[Learnt]:
        """Look at more changes."""
        rows = rows.filter(pa.array(~where(rows.column("path"), _is_temporary)))
        changes = [
            ((tenant, device or "", user or ""), path, at, action in _DESTROYING)
            for tenant, device, user, path, action, at in distinct(rows, "tenant", "device", "user", "path", "action")
        ]
        found = [
            (crowd, is_gone)
            for crowds, is_gone in ((self._destroyed, True), (self._written, False))
            for crowd in crowds.add_all([(key, path, at) for key, path, at, is_one in changes if is_one == is_gone])
        ]
        return [_learnt(crowd, is_gone=is_gone) for crowd, is_gone in sorted(found, key=lambda one: one[0].at)]

    def state(self) -> dict[str, Any]:
        """What `restore` needs, in lists and dicts."""
        return {"destroyed": self._destroyed.state(), "written": self._written.state()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self._destroyed.restore(state["destroyed"])
        self._written.restore(state["written"])


def _is_temporary(path: str) -> bool:
    return any(word in path.lower() for word in _TEMPORARY)


def _learnt(crowd: Crowd, *, is_gone: bool) -> Learnt:
    _, device, user = map(str, crowd.key)
    facts = (
        crowd.count("files"),
        Fact("what", "deleted or renamed" if is_gone else "written"),
        Fact("some_of_them", " ".join(list(crowd.values)[-_SHOWN:])),
    )
    return crowd.learnt(NAME, device, counterpart=user, facts=facts, kind="gone" if is_gone else "written")

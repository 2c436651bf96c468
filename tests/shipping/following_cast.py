"""A folder of logs that are followed, and what comes of it."""

from __future__ import annotations

import gzip
import os
import time
from collections.abc import Sequence
from pathlib import Path

from otasuke.shipping.followed import Followed
from otasuke.shipping.following import Follower


class Followings:
    """Logs in a folder, and one that follows them. Time passes only when it is told to."""

    def __init__(self, folder: Path, *patterns: str, from_the_end: bool = False) -> None:
        self.folder = folder
        self.patterns = [str(folder / pattern) for pattern in patterns]
        self.said: list[str] = []
        self.later_s = 0.0
        self.follower = self._follower(fresh=self.patterns, from_end=from_the_end)

    def _follower(
        self, logs: Sequence[Followed] = (), looked_at: float = 0, fresh: Sequence[str] = (), from_end: bool = False
    ) -> Follower:
        return Follower(
            self.patterns,
            logs,
            say=self.said.append,
            looked_at=looked_at,
            fresh=fresh,
            from_end=from_end,
            now=lambda: time.time() + self.later_s,
        )

    def restart(self, logs: Sequence[Followed] | None = None) -> None:
        logs, looked_at = self.follower.logs if logs is None else logs, self.follower.looked_at
        self.follower.close()
        self.follower = self._follower(logs, looked_at)

    def write(self, name: str, *lines: str, end: str = "\n") -> None:
        with (self.folder / name).open("a") as file:
            file.write("\n".join(lines) + end)

    def move(self, name: str, new_name: str) -> None:
        (self.folder / name).rename(self.folder / new_name)

    def compress(self, name: str) -> None:
        path, packed = self.folder / name, self.folder / f"{name}.gz"
        packed.write_bytes(gzip.compress(path.read_bytes()))
        os.utime(packed, ns=(path.stat().st_mtime_ns, path.stat().st_mtime_ns))
        path.unlink()

    def copy_and_truncate(self, name: str, new_name: str) -> None:
        (self.folder / new_name).write_bytes((self.folder / name).read_bytes())
        os.truncate(self.folder / name, 0)

    def age(self, name: str, seconds: float) -> None:
        at = time.time() - seconds
        os.utime(self.folder / name, (at, at))

    def new(self, *, linger_s: float = 0, largest: int = 1000) -> list[str]:
        """What is new after a look."""
        lines: list[str] = []
        self.follower.look()
        for piece in self.follower.pieces(largest=largest, linger_s=linger_s):
            lines += piece.records.decode().split("\n")[:-1]
            self.follower.taken(piece)
        return lines

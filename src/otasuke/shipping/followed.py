"""A log that is followed: which file it is, and how far it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, get_args

from otasuke.shipping.lines import Encoding
from otasuke.shipping.marks import Marks, ReadAt
from otasuke.shipping.places import Place


@dataclass(frozen=True, slots=True)
class Followed:
    """The content of a log between two rotations, wherever it is by now.

    number         by which it is known; a later log has a higher one.
    home           the path at which it was found.
    path           where it is now: another than `home` after a rotation.
    device, inode  of the file that holds it now.
    offset         up to where it has been read, in bytes; of what is in it, if it is compressed.
    changed_ns     when it had last been written to when it was last read.
    in_long_line   whether the offset is within a line that is too long, of which the rest is to be passed over.
    is_done        nothing of it is wanted any more, whatever is added.
    is_gone        no file holds it any more. The last one of each home is remembered.
    """

    number: int
    home: str
    path: str
    device: int
    inode: int
    changed_ns: int
    offset: int = 0
    marks: Marks = field(default_factory=Marks)
    encoding: Encoding = "utf-8"
    in_long_line: bool = False
    is_compressed: bool = False
    is_done: bool = False
    is_gone: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """Which file holds it."""
        return self.device, self.inode

    @property
    def is_rotated(self) -> bool:
        """Whether it is no longer where it was found, so that its end will come."""
        return self.path != self.home

    def at(self, place: Place) -> Followed:
        """The same content, found at a place."""
        return replace(self, path=place.path, device=place.device, inode=place.inode)

    def read_to(self, offset: int, read_at: ReadAt, *, in_long_line: bool = False) -> Followed:
        """After reading on."""
        return replace(self, offset=offset, marks=self.marks.moved_to(offset, read_at), in_long_line=in_long_line)

    def cut_back_to(self, offset: int, read_at: ReadAt) -> Followed:
        """After its file lost its end."""
        return replace(self, offset=offset, marks=self.marks.cut_back_to(offset, read_at), in_long_line=False)


def to_json(followed: Followed) -> dict[str, Any]:
    """As it is written down."""
    written = {name: getattr(followed, name) for name in _FIELDS}
    return written | {"marks": {name: getattr(followed.marks, name) for name in _FIELDS_OF_MARKS}}


def from_json(written: Any) -> Followed:
    """As it was written down. Raises ValueError."""
    try:
        anchors = tuple((int(offset), str(digest)) for offset, digest in written["marks"]["anchors"])
        followed = Followed(**(written | {"marks": Marks(**(written["marks"] | {"anchors": anchors}))}))
    except (TypeError, KeyError) as error:
        raise ValueError(f"no followed log: {error}") from error
    if followed.encoding not in get_args(Encoding) or not isinstance(followed.offset, int):
        raise ValueError(f"no followed log: {written!r}")
    return followed


_FIELDS = [field.name for field in fields(Followed)]
_FIELDS_OF_MARKS = [field.name for field in fields(Marks)]

"""How far the workers have come: who decides what nothing older can follow must know what is still on its way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from otasuke.stream.port import Standing

M = TypeVar("M")


class Progress(Generic[M]):
    """Sets a mark behind the newest message of each partition, and says when the workers are done with all before it.

    No clock is asked, so none can be wrong. A worker that is blocked, or away, holds the marks of its partitions up
    for as long as that lasts. With a mark comes the moment at which it was set, whatever the caller knows by that.
    """

    def __init__(self) -> None:
        self._marks: dict[int, tuple[int, M]] = {}

    @property
    def moments(self) -> list[M]:
        """The moments of the marks that wait."""
        return [moment for _, moment in self._marks.values()]

    def hear(self, standings: Sequence[Standing], moment: M) -> list[tuple[int, M]]:
        """Partitions whose mark was passed, with the moment of that mark. They get a new one, of this moment.

        moment  was before the standings were asked for.
        """
        passed = []
        for partition, standing in enumerate(standings):
            number, marked_at = self._marks.get(partition, (standing.newest + 1, moment))
            if standing.done >= number:
                passed.append((partition, marked_at))
            # A stream whose numbers went back is another one: nobody will ever reach the mark.
            if standing.done >= number or standing.newest < number:
                self._marks[partition] = standing.newest, moment
        return passed

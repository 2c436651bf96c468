"""What a watch has to tell, until somebody says that it was published."""

from __future__ import annotations

from collections.abc import Iterable

from otasuke.pipeline.health.event import HealthEvent, from_json, to_json


class Outbox:
    """Events in the order in which they were told; one with the same id takes the place of the earlier one."""

    def __init__(self, events: Iterable[HealthEvent] = ()) -> None:
        self._events = {event.id: event for event in events}

    def tell(self, event: HealthEvent) -> None:
        """This has to be published."""
        self._events[event.id] = event

    def waiting(self) -> list[HealthEvent]:
        """All that were not confirmed."""
        return list(self._events.values())

    def confirm(self, events: Iterable[HealthEvent]) -> None:
        """These were published."""
        for event in events:
            self._events.pop(event.id, None)

    def saved(self) -> list[bytes]:
        """The events as messages."""
        return [to_json(event) for event in self._events.values()]

    @classmethod
    def restored(cls, saved: Iterable[bytes]) -> Outbox:
        """An outbox with them. Raises ValueError."""
        return cls(from_json(data) for data in saved)

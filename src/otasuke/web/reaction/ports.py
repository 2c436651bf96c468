"""The door to what acts on a computer itself. Until there is an agent, orders are kept, and a person does them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from otasuke.web.reaction.policy import Kind


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. id: of the action, so that the same order comes once. target: the device's code, or the account."""

    id: UUID
    customer: UUID
    kind: Kind
    target: str


class Endpoints(Protocol):
    """Who carries orders out. Both may be called again with the same order; what it comes to is said by services.done or .failed."""

    def place(self, order: Order) -> None:
        """Have it done."""

    def take_back(self, order: Order) -> None:
        """Have it undone, or not done at all."""


class LocalEndpoints:
    """Keeps orders, and does nothing: the local twin, and what stands in until there is an agent."""

    def __init__(self) -> None:
        self.placed: dict[UUID, Order] = {}

    def place(self, order: Order) -> None:
        self.placed[order.id] = order

    def take_back(self, order: Order) -> None:
        self.placed.pop(order.id, None)


class ByPeople:
    """Nothing is sent: the action itself says on the pages of both sides what somebody has to do (instructions.py)."""

    def place(self, order: Order) -> None:
        """The pages ask for it."""

    def take_back(self, order: Order) -> None:
        """The pages say so."""


_chosen: list[Endpoints] = [ByPeople()]


def endpoints() -> Endpoints:
    """Who carries orders out here."""
    return _chosen[0]


def choose(other: Endpoints) -> Endpoints:
    """Have somebody else do it; who did before."""
    before, _chosen[0] = _chosen[0], other
    return before

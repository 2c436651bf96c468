"""What a token may do: one table. Pure.

A token never may more than who made it may at that moment. docs/how/api.md is this table, printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from otasuke.web.accounts.policy import Capability, Role, may


class Scope(StrEnum):
    """What a token is made for."""

    READ_CUSTOMERS = "customers:read"
    WRITE_CUSTOMERS = "customers:write"
    READ_CONTRACTS = "contracts:read"
    WRITE_CONTRACTS = "contracts:write"
    READ_DEVICES = "devices:read"
    WRITE_DEVICES = "devices:write"
    READ_PEOPLE = "people:read"
    READ_AUDIT = "audit:read"


C = Capability

NEEDS: dict[Scope, frozenset[Capability]] = {
    Scope.READ_CUSTOMERS: frozenset({C.SEE_COMPANIES, C.SEE_TODAY}),
    Scope.WRITE_CUSTOMERS: frozenset({C.EDIT_COMPANIES}),
    Scope.READ_CONTRACTS: frozenset({C.SEE_COMPANIES, C.SEE_CONTRACT}),
    Scope.WRITE_CONTRACTS: frozenset({C.EDIT_CONTRACTS}),
    Scope.READ_DEVICES: frozenset({C.SEE_COMPANIES, C.CONNECT_DEVICES}),
    Scope.WRITE_DEVICES: frozenset({C.EDIT_COMPANIES, C.CONNECT_DEVICES}),
    Scope.READ_PEOPLE: frozenset({C.MANAGE_PEOPLE, C.INVITE_COLLEAGUE}),
    Scope.READ_AUDIT: frozenset({C.SEE_AUDIT}),
}
"""Who made the token must be able to do one of these: the first is staff's, the second a customer's."""

LONGEST_NAME = 60
MOST_DAYS = 366
MOST_COMPANIES = 100
MOST_TOKENS = 50
"""That work at once, of a person."""


def allowed(roles: Iterable[Role]) -> frozenset[Scope]:
    """What a token of somebody with these roles can be for."""
    held = tuple(roles)
    return frozenset(scope for scope, any_of in NEEDS.items() if any(may(held, one) for one in any_of))


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that somebody wants. name: of what will use it."""

    name: str
    scopes: frozenset[Scope]
    expires_at: datetime


class Fault(StrEnum):
    """Why a wish is refused."""

    NAME = "name"
    NO_SCOPE = "no scope"
    TOO_MUCH = "more than who makes it may"
    EXPIRY = "expiry"
    COMPANIES = "companies"
    TOO_MANY = "too many tokens"


def faults(wish: Wish, roles: Iterable[Role], *, companies: int, tokens: int, now: datetime) -> tuple[Fault, ...]:
    """Everything that is wrong. companies: how many are named; tokens: how many of that person's work already."""
    checks = (
        (Fault.NAME, not 0 < len(wish.name.strip()) <= len(wish.name) <= LONGEST_NAME or not wish.name.isprintable()),
        (Fault.NO_SCOPE, not wish.scopes),
        (Fault.TOO_MUCH, not wish.scopes <= allowed(roles)),
        (Fault.EXPIRY, not now < wish.expires_at <= now + timedelta(days=MOST_DAYS)),
        (Fault.COMPANIES, companies > MOST_COMPANIES),
        (Fault.TOO_MANY, tokens >= MOST_TOKENS),
    )
    return tuple(fault for fault, is_wrong in checks if is_wrong)


def table() -> str:
    """The table in Markdown: a row for each scope."""
    rows = (
        f"| `{scope.value}` | {'、'.join(sorted(one.value for one in any_of))} | "
        f"{' '.join(role.value for role in Role if scope in allowed([role]))} |"
        for scope, any_of in NEEDS.items()
    )
    return "\n".join(["| scope | needs one of | so tokens of |", "|---|---|---|", *rows]) + "\n"

"""Why somebody does not come in by an account elsewhere, and what is wrong with an OpenID provider."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID


class Flaw(StrEnum):
    """Why an OpenID provider cannot be worked with."""

    SIGNS = "signs"
    NOT_HTTPS = "https"
    PRIVATE = "private"
    UNREACHABLE = "unreachable"
    NO_METADATA = "no metadata"
    OTHER_ISSUER = "other issuer"
    UNFIT = "unfit"


class BadProvider(Exception):
    """There is something wrong with what an OpenID provider is, or answers. detail: for the log."""

    def __init__(self, flaw: Flaw, detail: str = "") -> None:
        super().__init__(f"{flaw.value}: {detail}")
        self.flaw = flaw
        self.detail = detail


class Why(StrEnum):
    """Why one is refused."""

    STALE = "stale"
    DENIED = "denied"
    PROVIDER = "provider"
    CLIENT = "client"
    CODE = "code"
    PROOF = "proof"
    CLOCK = "clock"
    MAIL = "mail"
    DOMAIN = "domain"
    NOBODY = "nobody"
    OTHER = "other"


class Refused(Exception):
    """One does not come in. detail: for the log, nothing that somebody wrote. person: who it would have been, if that is known."""

    def __init__(self, why: Why, detail: str = "", *, person: UUID | None = None) -> None:
        super().__init__(f"{why.value}: {detail}")
        self.why = why
        self.detail = detail
        self.person = person

"""What the page of devices shows: each device with how it is, and the one whose turn it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from otasuke.web.join.forms import KINDS
from otasuke.web.joining.models import Joining, LearningLetter
from otasuke.web.sensors.codes import LIVES_FOR, Code
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.sensors.setting_up.pages import needs_code
from otasuke.web.tenancy.scope import tenant_scope

LATE_AFTER = timedelta(minutes=3)
_COOKIE = "join-code"


@dataclass(frozen=True, slots=True)
class Known:
    """A code that this browser was given, as it remembers it; the service keeps none."""

    device: UUID
    text: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A device in the list. by_desk: it is joined with the desk, not by a code."""

    device: Device
    kind: object
    icon: str
    is_connected: bool
    by_desk: bool
    is_turn: bool


@dataclass(frozen=True, slots=True)
class Now:
    """The page. turn: whose turn it is; code: None if it has to be asked for; is_late: it should have come by now."""

    joining: Joining
    lines: Sequence[Line]
    turn: Line | None
    code: Known | None
    is_late: bool
    left: int
    letter_on: date | None

    @property
    def connected(self) -> int:
        """How many were heard."""
        return sum(one.is_connected for one in self.lines)

    @property
    def by_desk(self) -> int:
        """How many the desk has yet to connect."""
        return sum(one.by_desk and not one.is_connected for one in self.lines)

    @property
    def digest(self) -> str:
        """Changes when the page does."""
        lines = [(one.device.id, one.device.name, one.is_connected, one.is_turn) for one in self.lines]
        told = (self.joining.step, lines, self.code and self.code.text, self.is_late)
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def now_of(request: HttpRequest, joining: Joining, *, wanted: str) -> Now:
    """How it is. wanted: the device that the page is about; what is none of the company's is nobody's turn."""
    devices, now = devices_of(joining.customer), timezone.now()
    known = code_in(request, now=now)
    turn = _turn(devices, wanted, known)
    lines = [_line(one, is_turn=one == turn) for one in devices]
    code = known if known and turn and known.device == turn.id else None
    return Now(
        joining=joining,
        lines=lines,
        turn=next((one for one in lines if one.is_turn), None),
        code=code,
        is_late=turn is not None and _is_late(turn, code, now),
        left=sum(not one.is_connected and not one.by_desk for one in lines),
        letter_on=_letter_on(joining),
    )


def next_device(joining: Joining) -> Device | None:
    """The first that can be joined by a code and was not heard."""
    return next((one for one in devices_of(joining.customer) if needs_code(one) and one.first_seen is None), None)


def remember(response: HttpResponse, code: Code) -> HttpResponse:
    """Let the browser keep a code as long as it is good, so that a page that is opened again shows the same."""
    response.set_signed_cookie(
        _COOKIE,
        signing.dumps([str(code.device.id), code.text, int(code.expires_at.timestamp())]),
        max_age=LIVES_FOR,
        httponly=True,
        secure=settings.IS_SECURE,
        samesite="Lax",
        path="/j/",
    )
    return response


def code_in(request: HttpRequest, *, now: datetime) -> Known | None:
    """The code that a browser keeps, if it is still good."""
    kept = request.get_signed_cookie(_COOKIE, default=None, max_age=LIVES_FOR)
    if not kept:
        return None
    device, text, until = signing.loads(kept)
    known = Known(UUID(device), text, datetime.fromtimestamp(until, UTC))
    return known if now < known.until else None


def _turn(devices: Sequence[Device], wanted: str, known: Known | None) -> Device | None:
    for id in (wanted, str(known.device) if known else ""):
        if chosen := next((one for one in devices if str(one.id) == id), None):
            return chosen
    waiting = [one for one in devices if one.first_seen is None]
    return next((one for one in waiting if needs_code(one)), None) or next(iter(waiting), None)


def _line(device: Device, *, is_turn: bool) -> Line:
    name, icon = KINDS[Kind(device.kind)]
    return Line(device, name, icon, device.first_seen is not None, not needs_code(device), is_turn)


def _is_late(device: Device, code: Known | None, now: datetime) -> bool:
    """Whether its script was fetched, or its code given, some minutes ago, and nothing came."""
    given = code.until - LIVES_FOR if code else None
    began = device.handed_out or given
    return device.first_seen is None and began is not None and now - began > LATE_AFTER


def _letter_on(joining: Joining) -> date | None:
    with tenant_scope(joining.customer_id):
        letter = LearningLetter.objects.filter(joining=joining.id).first()
    return letter.due_on if letter else None

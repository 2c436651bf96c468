"""夜間訓練. A false 赤 goes through the real chain; what it shows is filed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.duty import drilling
from otasuke.web.duty.drills import GIVES_UP_AFTER, Outcome, Record, Try
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import Drill, DrillResult
from otasuke.web.notify.models import Delivery, StaffCall
from otasuke.web.notify.policy import Way
from otasuke.web.notify.staffing import acknowledge, call_duty, withdraw
from otasuke.web.notify.words import About, Words
from otasuke.web.tenancy.scope import across
from otasuke.web.ui.sentences import _

KIND = "drill"
WAITS_FOR_REAL = timedelta(minutes=30)
"""So much later a drill is held if somebody is called about something real."""

WORDS: Mapping[str, Words] = {
    "ja": Words(
        title="夜間訓練の赤です",
        happened="夜間訓練の赤です。お客さまには、何も起きていません。",
        work="本物の赤と同じ順に、当番から呼んでいます。",
        now="受けられるなら、受けたと答えてください。それで終わりです。",
    ),
    "en": Words(
        title="A red of a night drill",
        happened="This is the red of a night drill. Nothing has happened at any customer.",
        work="People are called in the same order as for a real red.",
        now="If you can take it, say that you have it. That is all.",
    ),
}
_WHY = "a drill is of no company"
State = Delivery.State


@transaction.atomic
def start(*, by: Person | None, at: datetime, drill: Drill | None = None) -> Drill:
    """Call who is on duty as if it were real, and say that it is not. Raises Refused while another drill goes on, or something real."""
    if real_call() is not None:
        raise Refused(_("いま、本物の呼び出しが続いています。終わってから訓練してください。"))
    begun = drilling.begin(drill, by=by, at=at)
    call_duty(WORDS, at=at, is_drill=True, about=About(KIND, begun.id))
    return begun


def tend(at: datetime, *, dice: Random | None = None) -> None:
    """What is due: file a drill that is over, hold the one whose hour has come, and draw lots for the month."""
    settle(at)
    drill = drilling.due(at)
    if drill and real_call() is not None:
        drilling.put_off(drill, at + WAITS_FOR_REAL)
    elif drill:
        start(by=drill.asked_by, at=at, drill=drill)
    drilling.draw_lots(at, dice=dice or SystemRandom())


@transaction.atomic
def settle(at: datetime) -> DrillResult | None:
    """File the drill that goes on, if somebody has answered, or nobody has for too long; then nobody is called any more."""
    drill = drilling.going_on()
    if drill is None or drill.begun_at is None:
        return None
    call = _call_of(drill)
    if call.acknowledged_at is None and at - drill.begun_at < GIVES_UP_AFTER:
        return None
    return _file(drill, call, at)


@transaction.atomic
def take(*, by: Person, at: datetime) -> Drill:
    """Somebody has it, and says so on a page instead of by the key. Raises NotFound."""
    drill = drilling.going_on()
    if drill is None:
        raise NotFound(KIND)
    acknowledge(_call_of(drill), by, at=at, how="page")
    settle(at)
    return drill


@transaction.atomic
def stop(*, by: Person, at: datetime) -> DrillResult:
    """End the drill that goes on, whether somebody has answered or not; that is filed too. Raises NotFound."""
    drill = drilling.going_on()
    if drill is None:
        raise NotFound(KIND)
    return _file(drill, _call_of(drill), at, stopped_by=by.name)


def progress(drill: Drill, at: datetime) -> Record:
    """How far a drill has come."""
    return _record(drill, _call_of(drill), at)


def real_call() -> StaffCall | None:
    """Somebody is called about something real, and nobody has answered."""
    with across(_WHY):
        open_ = StaffCall.objects.filter(is_drill=False, acknowledged_at=None, withdrawn_at=None)
        return open_.order_by("told_at").first()


def _file(drill: Drill, call: StaffCall, at: datetime, *, stopped_by: str = "") -> DrillResult:
    withdraw(call, at=at)
    return drilling.file(drill.id, _record(drill, call, at, stopped_by=stopped_by), at=at)


def _call_of(drill: Drill) -> StaffCall:
    with across(_WHY):
        return StaffCall.objects.select_related("acknowledged_by").get(about_kind=KIND, about_id=drill.id)


def _record(drill: Drill, call: StaffCall, at: datetime, *, stopped_by: str = "") -> Record:
    assert drill.begun_at
    return Record(
        str(drill.id),
        drill.begun_at,
        call.acknowledged_at or at,
        asked_by=drill.asked_by.name if drill.asked_by else "",
        answered_by=call.acknowledged_by.name if call.acknowledged_by else "",
        answered_at=call.acknowledged_at,
        how=call.acknowledged_how,
        stopped_by=stopped_by if call.acknowledged_at is None else "",
        tries=tuple(_tries(call)),
    )


def _tries(call: StaffCall) -> Sequence[Try]:
    """Everything that was begun, in order; what was not needed any more, or waits, is left out."""
    with across(_WHY):
        begun = Delivery.objects.filter(staff_call=call, began_at__isnull=False)
        rows = list(begun.order_by("began_at", "step", "way"))
    steps = {step: number for number, step in enumerate(dict.fromkeys(sorted(one.step for one in rows)), 1)}
    return [
        Try(
            one.began_at,
            one.name,
            steps[one.step],
            "phone" if one.way == Way.CALL else "sms" if one.way == Way.SMS else "mail",
            _outcome(one),
            one.ended_at,
        )
        for one in rows
        if one.began_at
    ]


def _outcome(one: Delivery) -> Outcome:
    if one.state == State.ACKNOWLEDGED:
        return Outcome.ANSWERED
    if one.state in (State.FAILED, State.GIVEN_UP):
        return _FAILURES.get(one.words.strip(), Outcome.FAILED)
    if one.way != Way.CALL and one.state in (State.ACCEPTED, State.DELIVERED):
        return Outcome.BROUGHT
    return Outcome.UNDER_WAY


_FAILURES = {
    "no-answer": Outcome.NO_ANSWER,
    "busy": Outcome.BUSY,
    "ended": Outcome.NO_KEY,
    "it was taken, and nobody pressed the key": Outcome.NO_KEY,
}
"""As the carrier says it, and notify/reports.py."""

"""交代. Somebody offers a shift, another takes it; a manager may decide so; and back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability, may
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.audit.services import record
from otasuke.web.duty.errors import NotFound, Refused
from otasuke.web.duty.models import Swap
from otasuke.web.duty.policy import clashes
from otasuke.web.duty.rota import Key, Rota, Shift, moment, shift_of
from otasuke.web.duty.selectors import rota, staff_people
from otasuke.web.duty.services import one_at_a_time
from otasuke.web.ui.sentences import _

_A_DAY = timedelta(days=1)
_GONE = _("この当番は、もうありません。")
_TAKEN = _("この時間は、別の当番か不在が入っています。")


@transaction.atomic
def offer(key: Key, to: UUID | None, *, words: str = "", actor: Person, at: datetime) -> Swap:
    """Offer one's own shift to a colleague, or to whoever wants it (None). Raises NotFound, Refused."""
    _rota, shift = _mine_to_change(key, at)
    if shift.person != actor.id:
        raise NotFound(key)
    if to == actor.id or (to is not None and to not in _staff()):
        raise Refused(_("ほかのスタッフを選んでください。"), field="to")
    if to is not None and clashes(_rota, shift, to):
        raise Refused(_TAKEN, field="to")
    if Swap.objects.filter(source=key[0], day=key[1], state=Swap.State.OFFERED).exists():
        raise Refused(_("この当番は、もう申し出ています。"))
    made = Swap.objects.create(
        source=key[0], day=key[1], giver=actor, taker_id=to, state=Swap.State.OFFERED, words=words, offered_at=at
    )
    record("duty.swap_offered", actor=actor, target=f"swap {made.id}", day=str(made.day), to=str(to) if to else None)
    return made


@transaction.atomic
def accept(swap: UUID, *, actor: Person, at: datetime) -> Swap:
    """Take an offered shift. Raises NotFound, Refused."""
    found = _open(swap)
    if actor.id == found.giver_id or found.taker_id not in (None, actor.id) or actor.id not in _staff():
        raise NotFound(swap)
    now, shift = _mine_to_change((found.source, found.day), at)
    if shift.person != found.giver_id:
        raise Refused(_GONE)
    if clashes(now, shift, actor.id):
        raise Refused(_TAKEN)
    found.taker = actor
    return _decide(found, Swap.State.ACCEPTED, actor, at)


@transaction.atomic
def decline(swap: UUID, *, actor: Person, at: datetime) -> Swap:
    """Say no to a shift that was offered to oneself. Raises NotFound."""
    found = _open(swap)
    if found.taker_id != actor.id:
        raise NotFound(swap)
    return _decide(found, Swap.State.DECLINED, actor, at)


@transaction.atomic
def withdraw(swap: UUID, *, actor: Person, at: datetime) -> Swap:
    """Keep a shift that one offered. Raises NotFound."""
    found = _open(swap)
    if actor.id != found.giver_id and not _plans(actor):
        raise NotFound(swap)
    return _decide(found, Swap.State.WITHDRAWN, actor, at)


@transaction.atomic
def impose(key: Key, to: UUID, *, words: str = "", actor: Person, at: datetime) -> Swap:
    """Decide, as a manager, who has a shift; what was offered of it is over. Raises NotFound, Refused."""
    now, shift = _mine_to_change(key, at)
    if not _plans(actor):
        raise NotFound(key)
    if to == shift.person or to not in _staff():
        raise Refused(_("ほかのスタッフを選んでください。"), field="to")
    if clashes(now, shift, to):
        raise Refused(_TAKEN, field="to")
    for one in Swap.objects.filter(source=key[0], day=key[1], state=Swap.State.OFFERED):
        _decide(one, Swap.State.WITHDRAWN, actor, at)
    made = Swap(source=key[0], day=key[1], giver_id=shift.person, taker_id=to, words=words, offered_at=at)
    return _decide(made, Swap.State.IMPOSED, actor, at)


@transaction.atomic
def undo(swap: UUID, *, actor: Person, at: datetime) -> Swap:
    """Give a shift back to who had it, before it begins. Giver, taker and managers may. Raises NotFound, Refused."""
    one_at_a_time()
    found = Swap.objects.select_for_update().filter(id=swap, state__in=Swap.IN_FORCE).first()
    if found is None or (actor.id not in (found.giver_id, found.taker_id) and not _plans(actor)):
        raise NotFound(swap)
    now, shift = _mine_to_change((found.source, found.day), at)
    if shift.begins <= at:
        raise Refused(_("もう始まっているので、元に戻せません。"))
    if shift.person != found.taker_id or _is_passed_on(found):
        raise Refused(_("そのあと、別の人に代わっています。"))
    if clashes(now, shift, found.giver_id):
        raise Refused(_TAKEN)
    for one in Swap.objects.filter(source=found.source, day=found.day, state=Swap.State.OFFERED):
        _decide(one, Swap.State.WITHDRAWN, actor, at)
    return _decide(found, Swap.State.UNDONE, actor, at)


def _is_passed_on(swap: Swap) -> bool:
    later = Swap.objects.filter(source=swap.source, day=swap.day, state__in=Swap.IN_FORCE).order_by(
        "-decided_at", "-id"
    )
    return later[0].id != swap.id


def _mine_to_change(key: Key, at: datetime) -> tuple[Rota, Shift]:
    """A shift that is not over, and the rota around it. Raises Refused."""
    one_at_a_time()
    begin = moment(key[1], time())
    now = rota(begin, begin + 2 * _A_DAY, staff_people())
    shift = shift_of(now, key)
    if shift is None:
        raise Refused(_GONE)
    if shift.ends <= at:
        raise Refused(_("この当番は、もう終わりました。"))
    return now, shift


def _open(swap: UUID) -> Swap:
    one_at_a_time()
    found = Swap.objects.select_for_update().filter(id=swap, state=Swap.State.OFFERED).first()
    if found is None:
        raise NotFound(swap)
    return found


def _decide(swap: Swap, state: Swap.State, actor: Person, at: datetime) -> Swap:
    swap.state, swap.decided_at, swap.decided_by = state, at, actor
    swap.save()
    record(
        _VERBS[state],
        actor=actor,
        target=f"swap {swap.id}",
        day=str(swap.day),
        giver=str(swap.giver_id),
        taker=str(swap.taker_id) if swap.taker_id else None,
    )
    return swap


def _plans(person: Person) -> bool:
    return may(roles_of(person), Capability.PLAN_DUTY)


def _staff() -> frozenset[UUID]:
    return frozenset(one.id for one in staff_people())


_VERBS = {
    Swap.State.ACCEPTED: "duty.swap_accepted",
    Swap.State.IMPOSED: "duty.swap_imposed",
    Swap.State.DECLINED: "duty.swap_declined",
    Swap.State.WITHDRAWN: "duty.swap_withdrawn",
    Swap.State.UNDONE: "duty.swap_undone",
}

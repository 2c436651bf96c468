"""Offering, allowing and withdrawing what is done for a company. Every verb opens its scope, and is told in the story and the audit log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.incidents.models import Entry, Incident
from otasuke.web.reaction import policy
from otasuke.web.reaction.errors import NotFound, Refused
from otasuke.web.reaction.guarding import WORDS, Safe, Why, refusal, safe
from otasuke.web.reaction.models import Action, Preapproval, Spared
from otasuke.web.reaction.policy import IN_FORCE, OPEN, Kind, Source, State
from otasuke.web.reaction.ports import Order, endpoints
from otasuke.web.reaction.sparing import safe_for
from otasuke.web.reaction.targets import parse_target
from otasuke.web.reaction.words import said
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.ui.sentences import Sentence, _, as_data

_IN_FORCE = [one.value for one in IN_FORCE]


def block(
    customer: UUID, text: str, *, actor: Person, at: datetime, note: str = "", incident: Incident | None = None
) -> Action:
    """Offer to block what somebody of the staff wrote. Raises Refused."""
    target = parse_target(text)
    kind = policy.BLOCKS[target.form]
    return offer(customer, kind, target.value, actor=actor, at=at, note=note, incident=incident)


def offer(
    customer: UUID,
    kind: Kind,
    target: str,
    *,
    actor: Person | None,
    at: datetime,
    incident: Incident | None = None,
    reason: Sentence | None = None,
    note: str = "",
    known: Safe | None = None,
) -> Action:
    """Something that could be done; what is offered already is not offered again. Raises Refused.

    known  what must go on working, where somebody has read it already.
    """
    with tenant_scope(customer), transaction.atomic():
        device = _device(customer, target) if kind is Kind.ISOLATE else None
        if kind.is_block:
            target = _may_block(kind, target, known or safe_for(customer))
        asked = {"incident": incident, "kind": kind.value, "target": target}
        before = Action.objects.filter(**asked, state__in=[one.value for one in OPEN]).first()
        if before:
            return before
        made = Action.objects.create(
            **asked,
            customer_id=customer,
            device=device,
            reason=as_data(reason) if reason else None,
            note=note.strip()[:400],
            offered_at=at,
            offered_by=actor,
        )
        if actor is not None:  # what the program thinks of is the row itself
            _told("offered", made, actor, at)
    return made


def approve(
    action: UUID,
    *,
    of: UUID,
    source: Source,
    actor: Person | None,
    at: datetime,
    agreed_by: str = "",
    days: int = policy.USUAL_DAYS,
) -> Action:
    """Let it be done, until so many days are over. Raises NotFound, Refused.

    source     who allows it; the contract's consent has to be there if that is it.
    agreed_by  who of the company said yes, where somebody of the staff asked him.
    """
    with tenant_scope(of), transaction.atomic():
        found = _locked(action)
        _may_be(found, State.APPROVED)
        _may_allow(found, source, agreed_by, days)
        found.state, found.source = State.APPROVED.value, source.value
        found.agreed_by = agreed_by.strip()[:60]
        found.approved_at, found.approved_by = at, actor
        found.expires_at, found.ended_at, found.active_at = at + timedelta(days=days), None, None
        found.save()
        _told("approved" if actor else "at_once", found, actor, at, source=source.value)
        if not Kind(found.kind).is_block:
            endpoints().place(_order(found))
    return found


def withdraw(action: UUID, *, of: UUID, actor: Person | None, at: datetime) -> Action:
    """Do it no more, or not at all: boxes forget it when they fetch their list again. Raises NotFound, Refused."""
    return _ended(action, State.WITHDRAWN, of=of, actor=actor, at=at)


def withdraw_many(actions: Collection[UUID], *, actor: Person, at: datetime) -> list[Action]:
    """The same for several, of any company; those that are over already stay so."""
    with across("staff withdraw what is blocked at many companies"):
        whose = list(Action.objects.filter(id__in=actions).order_by("customer_id").values_list("id", "customer_id"))
    ended = []
    for action, customer in whose:
        try:
            ended.append(withdraw(action, of=customer, actor=actor, at=at))
        except Refused:
            continue
    return ended


def put_back(action: UUID, *, of: UUID, actor: Person, at: datetime) -> Action:
    """Undo that it was withdrawn. Raises NotFound, Refused."""
    with tenant_scope(of), transaction.atomic():
        found = _locked(action)
        if found.state != State.WITHDRAWN.value or found.ended_at is None:
            raise NotFound
        if at > found.ended_at + policy.PUT_BACK_WITHIN or (found.expires_at and found.expires_at <= at):
            raise Refused(_("もう取り消せません。もう一度決めてください。"))
        _refuse_twice(found)
        if Kind(found.kind).is_block:
            _may_block(Kind(found.kind), found.target, safe_for(of))
        was_offered = found.stood == State.OFFERED.value
        found.state = State.OFFERED.value if was_offered else State.APPROVED.value
        found.ended_at, found.ended_by, found.active_at = None, None, None
        found.save()
        _told("put_back", found, actor, at)
        if not was_offered and not Kind(found.kind).is_block:
            endpoints().place(_order(found))
    return found


def done(action: UUID, *, of: UUID, actor: Person | None, at: datetime) -> Action:
    """Somebody did it, or what acts on the computer says so. actor: None of a block, which a box does. Raises NotFound, Refused."""
    with tenant_scope(of), transaction.atomic():
        found = _locked(action)
        _may_be(found, State.ACTIVE)
        if Kind(found.kind).is_block and actor is not None:
            raise Refused(_("止めるのは機器です。機器が一覧を取りに来るのを待ってください。"))
        found.state, found.active_at = State.ACTIVE.value, at
        found.save()
        _told("active", found, actor, at)
    return found


def failed(action: UUID, *, of: UUID, actor: Person | None, at: datetime) -> Action:
    """It could not be done. Raises NotFound, Refused."""
    return _ended(action, State.FAILED, of=of, actor=actor, at=at)


def expire(*, at: datetime) -> int:
    """End what is over; how many. What was offered and nobody wanted is over after a month."""
    with across("what is over at all companies"):
        over = Action.objects.filter(state__in=_IN_FORCE, expires_at__lte=at)
        stale = Action.objects.filter(state=State.OFFERED.value, offered_at__lte=at - policy.OFFER_LASTS)
        whose = [*over.values_list("id", "customer_id"), *stale.values_list("id", "customer_id")]
    for action, customer in whose:
        _ended(action, State.EXPIRED, of=customer, actor=None, at=at)
    return len(whose)


def preapprove(customer: UUID, kinds: Collection[Kind], *, actor: Person, at: datetime) -> None:
    """An owner says what may be done without asking; what is not named any more is withdrawn."""
    with tenant_scope(customer), transaction.atomic():
        Person.objects.select_for_update().get(id=actor.id)  # two at once count one after the other
        standing = {Kind(one.kind): one for one in Preapproval.objects.filter(withdrawn_at=None)}
        for kind in sorted(set(kinds) - set(standing)):
            Preapproval.objects.create(
                customer_id=customer, kind=kind.value, person=actor, name=actor.name, agreed_at=at
            )
            record("reaction.agreed", actor=actor, customer=customer, target=f"customer {customer}", kind=kind.value)
        for kind in sorted(set(standing) - set(kinds)):
            one = standing[kind]
            one.withdrawn_at, one.withdrawn_by = at, actor
            one.save(update_fields=["withdrawn_at", "withdrawn_by"])
            record("reaction.disagreed", actor=actor, customer=customer, target=f"customer {customer}", kind=kind.value)


def spare(customer: UUID, text: str, *, actor: Person, at: datetime, words: str = "") -> Spared:
    """Write down that something is the company's own: from now on it is in no list. Raises Refused."""
    if not safe({Why.OWN: [text]}).names and not safe({Why.OWN: [text]}).networks:
        raise Refused(_("ドメインか、アドレスか、アドレスの範囲（例 198.51.100.0/28）を入れてください。"))
    with tenant_scope(customer):
        made, is_new = Spared.objects.get_or_create(
            customer_id=customer,
            value=text.strip().lower()[:253],
            defaults={"words": words.strip()[:120], "by": actor, "at": at},
        )
        if is_new:
            record("reaction.spared", actor=actor, customer=customer, target=f"customer {customer}")
    return made


def spare_no_more(spared: UUID, *, of: UUID, actor: Person) -> None:
    """It was not, or is not any more. What was withdrawn meanwhile stays so. Raises NotFound."""
    with tenant_scope(of):
        if not Spared.objects.filter(id=spared).delete()[0]:
            raise NotFound
        record("reaction.spared_no_more", actor=actor, customer=of, target=f"customer {of}")


def _ended(action: UUID, state: State, *, of: UUID, actor: Person | None, at: datetime) -> Action:
    with tenant_scope(of), transaction.atomic():
        found = _locked(action)
        _may_be(found, state)
        found.stood, found.state = found.state, state.value
        found.ended_at, found.ended_by = at, actor
        found.save()
        _told(state.value, found, actor, at)
        if not Kind(found.kind).is_block and found.approved_at:
            endpoints().take_back(_order(found))
    return found


def _locked(action: UUID) -> Action:
    found = Action.objects.select_for_update(of=("self",)).select_related("incident").filter(id=action).first()
    if found is None:
        raise NotFound
    return found


def _may_be(action: Action, state: State) -> None:
    if not policy.may_become(State(action.state), state) or (
        State(action.state) is State.WITHDRAWN and state is State.APPROVED
    ):
        raise Refused(_("いまの状態からは、そうできません。ページを開き直してください。"))


def _may_allow(action: Action, source: Source, agreed_by: str, days: int) -> None:
    """Raises Refused where it is not allowed, or not so."""
    kind = Kind(action.kind)
    if days not in policy.DAYS:
        raise Refused(_("期間をえらんでください。いちばん長くて%(most)s日です。", most=policy.LONGEST_DAYS))
    if source is Source.PREAPPROVED and not Preapproval.objects.filter(kind=kind.value, withdrawn_at=None).exists():
        raise Refused(_("この会社は、事前に同意していません。会社の人に聞いてください。"))
    if policy.needs_name(source) and not agreed_by.strip():
        raise Refused(_("会社のだれがよいと言ったかを書いてください。"))
    if kind.is_block:
        _may_block(kind, action.target, safe_for(action.customer_id))
    if Action.objects.filter(state__in=_IN_FORCE).count() >= policy.MOST_IN_FORCE:
        raise Refused(_("この会社で止めているものが多すぎます。いらないものをやめてください。"))


def _may_block(kind: Kind, text: str, known: Safe) -> str:
    """The target as it is sent. Raises Refused."""
    target = parse_target(text)
    if policy.BLOCKS[target.form] is not kind:
        raise Refused(_("IPアドレス、ドメイン、URLのどれかを1つ入れてください。"))
    if why := refusal(target, known):
        raise Refused(WORDS[why])
    return target.value


def _refuse_twice(action: Action) -> None:
    same = Action.objects.filter(incident=action.incident, kind=action.kind, target=action.target)
    if same.filter(state__in=[one.value for one in OPEN]).exists():
        raise Refused(_("同じものが、もう一度決められています。"))


def _device(customer: UUID, code: str) -> Device:
    found = Device.objects.filter(customer=customer, code=code, removed=None).first()
    if found is None:
        raise Refused(_("この会社に、そのパソコンはありません。"))
    return found


def _order(action: Action) -> Order:
    return Order(action.id, action.customer_id, Kind(action.kind), action.target)


def _told(what: str, action: Action, actor: Person | None, at: datetime, **details: str) -> None:
    """In the story of its incident, and in the audit log, which never names a target itself."""
    verb = {"at_once": "approved"}.get(what, what)
    record(
        f"reaction.{verb}",
        actor=actor,
        customer=action.customer_id,
        target=f"action {action.id}",
        kind=action.kind,
        **details,
    )
    if action.incident is not None:
        Entry.objects.create(
            customer_id=action.customer_id,
            incident=action.incident,
            at=at,
            kind="action",
            words=as_data(said(what, Kind(action.kind), action.target)),
            by=actor,
        )

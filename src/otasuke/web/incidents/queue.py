"""対応待ち: the open incidents of all companies in the order in which they are seen to. A scope over all has to be open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf

from otasuke.advice.colour import Colour
from otasuke.web.incidents.models import Belonging, Campaign, Incident
from otasuke.web.incidents.policy import Stage, place_of
from otasuke.web.incidents.states import OPEN, State
from otasuke.web.incidents.titles import is_kept_title
from otasuke.web.notify.models import Delivery, Message

A_PAGE = 50
ABOUT = "incident"
"""What messages about incidents call them."""
_OUT = (Delivery.State.ACCEPTED, Delivery.State.DELIVERED, Delivery.State.ACKNOWLEDGED)
_TEXTS = ("q", "level", "state", "assigned", "company", "campaign")
LEVELS: Mapping[str, Colour] = {"aka": Colour.RED, "ki": Colour.YELLOW, "ao": Colour.BLUE, "mi": Colour.GREEN}
CLASSES: Mapping[Colour, str] = {colour: name for name, colour in LEVELS.items()}
_LEVEL = Coalesce(NullIf("set_colour", Value("")), F("colour"), output_field=CharField())
_NOT_IN_ROWS = (
    *(f"lead__{name}" for name in ("matched", "traces", "events", "tags", "people", "held_why", "raised_why")),
    *("reasons", "campaign__traces"),
)
"""What no row of the queue shows, and takes longer to read than all the rest."""
_BEHIND_TITLES = "lead__happening"
_STAGE = {
    Stage.WAITING: Q(state=State.WAITING.value),
    Stage.NEW: Q(state=State.NEW.value, assigned_to=None),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see. "" means: whatever.

    level     aka, ki, ao or mi; assigned: a person's id, `me`, or `nobody`; company: a tenant; campaign: a code.
    after     where the page before ended (`Place.text`).
    """

    q: str = ""
    level: str = ""
    state: str = ""
    assigned: str = ""
    company: str = ""
    campaign: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        """As an address has it, of the first page."""
        return urlencode([(name, getattr(self, name)) for name in _TEXTS if getattr(self, name)])

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not any(getattr(self, name) for name in _TEXTS)

    def onward(self, after: str) -> str:
        """The address of the page that follows."""
        return urlencode([*[(name, getattr(self, name)) for name in _TEXTS if getattr(self, name)], ("after", after)])


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open; of them mine, nobody's, and waiting for the customer."""

    all: int
    mine: int
    nobody: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Together:
    """A campaign, as one row. sample: the incident whose words it has; is_reached: all of its companies were told as promised."""

    campaign: Campaign
    sample: Incident
    companies: int
    incidents: int
    first: datetime
    is_reached: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A piece of the queue. onward: where the next begins; "": nowhere."""

    incidents: Sequence[Incident]
    onward: str


def wanted(given: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it cannot mean is left out."""
    texts = {name: given.get(name, "").replace("\0", "").strip()[:200] for name in (*_TEXTS, "after")}
    if texts["level"] not in LEVELS:
        texts["level"] = ""
    if texts["state"] not in {one.value for one in OPEN}:
        texts["state"] = ""
    return Wanted(**texts)


def queue_page(wish: Wanted, *, me: UUID) -> QueuePage:
    """Incidents by harm and clock. Those of a campaign stand together elsewhere, unless it is the campaign that is wanted."""
    found = _open(wish, me)
    if not wish.campaign:
        found = found.filter(Q(campaign=None) | Q(level_now=Colour.RED.value))
    found = found.filter(_after(wish.after)).order_by("place", "opened_at", "id")
    places = dict(
        found.values_list("id", "place")[: A_PAGE + 1]
    )  # what stands in a row is read for those that are shown
    ids = list(places)[:A_PAGE]
    by_id = _rows().in_bulk(ids)
    shown = [by_id[one] for one in ids]
    for one in shown:
        one.place = places[one.id]  # type: ignore[attr-defined]  # as if annotated
    return QueuePage(shown, _text(shown[-1]) if len(places) > A_PAGE else "")


def _rows() -> QuerySet[Incident]:
    """What rows show of incidents."""
    unread = (*_NOT_IN_ROWS, _BEHIND_TITLES) if is_kept_title() else _NOT_IN_ROWS
    return Incident.objects.select_related("customer", "assigned_to", "campaign", "lead__machine").defer(*unread)


def campaigns(wish: Wanted, *, me: UUID) -> Sequence[Together]:
    """Attacks on several companies, the most companies first."""
    found = _open(wish, me).exclude(campaign=None).exclude(level_now=Colour.RED.value)
    rows = found.order_by().values("campaign").annotate(
        companies=Count("customer", distinct=True), many=Count("id"), first=Min("opened_at"), one=Min("code"),
        waiting=Count("id", filter=~Exists(_kept().filter(about_id=OuterRef("pk")))),
    )  # fmt: skip
    ordered = sorted(rows, key=lambda one: (-one["companies"], one["first"]))[:A_PAGE]
    samples = {one.code: one for one in _rows().filter(code__in=[row["one"] for row in ordered])}
    return [
        Together(sample.campaign, sample, row["companies"], row["many"], row["first"], not row["waiting"])
        for row in ordered
        if (sample := samples.get(row["one"])) and sample.campaign
    ]


def of_campaigns(campaigns: Sequence[UUID]) -> list[UUID]:
    """The open incidents of campaigns that are handled as one row."""
    found = _ordered().filter(campaign__in=campaigns).exclude(level_now=Colour.RED.value)
    return list(found.values_list("id", flat=True))


def counts(*, me: UUID) -> Counts:
    """How many there are, of all companies."""
    row = Incident.objects.filter(_is_open()).aggregate(
        all=Count("id"),
        mine=Count("id", filter=Q(assigned_to=me)),
        nobody=Count("id", filter=Q(assigned_to=None)),
        waiting=Count("id", filter=Q(state=State.WAITING.value)),
    )
    return Counts(**row)


def newer(wish: Wanted, since: datetime, *, me: UUID) -> tuple[int, int]:
    """What came since a page was made: incidents that are new, and others that became different."""
    row = (
        _open(replace(wish, after=""), me)
        .filter(touched_at__gt=since)
        .aggregate(new=Count("id", filter=Q(opened_at__gt=since)), all=Count("id"))
    )
    return row["new"], row["all"] - row["new"]


def detections(incidents: Sequence[Incident]) -> Mapping[UUID, int]:
    """How often something was found, of each."""
    rows = Belonging.objects.filter(incident__in=[one.id for one in incidents]).values_list("incident")
    return dict(rows.annotate(times=Coalesce(Sum("alert__times"), 0, output_field=BigIntegerField())))


def reached(incidents: Sequence[Incident]) -> frozenset[UUID]:
    """Those of them of which the company was told as it was promised."""
    known = _kept().filter(about_id__in=[one.id for one in incidents])
    return frozenset(known.values_list("about_id", flat=True))


def next_due(limit: int = 3) -> Sequence[Incident]:
    """Those whose promise runs out first, nobody being at them, and the company not told yet."""
    found = _ordered().filter(_STAGE[Stage.NEW], level_now__in=[Colour.RED.value, Colour.YELLOW.value])
    found = found.exclude(id__in=_kept().values("about_id"))
    return list(found.order_by("place", "opened_at").prefetch_related("customer", "lead__machine")[:limit])


def last_closed() -> datetime | None:
    """When something was closed last."""
    return Incident.objects.exclude(closed_at=None).order_by("-closed_at").values_list("closed_at", flat=True).first()


def _kept() -> QuerySet[Message, Message]:
    """Messages by which a promise was kept: somebody has acknowledged, or the mail of a 黄 is out."""
    of_this = Delivery.objects.filter(message=OuterRef("pk"), interruption=OuterRef("interruption"))
    is_out = Q(colour=Colour.YELLOW.value) & Exists(of_this.filter(occasion=Delivery.Occasion.TOLD, state__in=_OUT))
    return Message.objects.filter(Q(acknowledged_at__isnull=False) | is_out, about_kind=ABOUT, closed_at=None)


def _is_open() -> Q:
    return Q(state__in=sorted(one.value for one in OPEN), is_drill=False)


def _ordered() -> QuerySet[Any, Any]:
    first = place_of(Colour.RED, Stage.NEW)
    harm = [When(level_now=colour.value, then=Value(place_of(colour, Stage.NEW))) for colour in LEVELS.values()]
    stages = [When(when, then=Value(place_of(Colour.RED, stage) - first)) for stage, when in _STAGE.items()]
    place = Case(*harm, default=Value(29), output_field=IntegerField()) + Case(
        *stages, default=Value(place_of(Colour.RED, Stage.TAKEN) - first), output_field=IntegerField()
    )
    return Incident.objects.filter(_is_open()).annotate(level_now=_LEVEL).annotate(place=place)


def _open(wish: Wanted, me: UUID) -> QuerySet[Any, Any]:
    found = _ordered()
    if wish.level:
        found = found.filter(level_now=LEVELS[wish.level].value)
    if wish.state:
        found = found.filter(state=wish.state)
    if wish.assigned == "nobody":
        found = found.filter(assigned_to=None)
    elif wish.assigned:
        found = found.filter(assigned_to=me if wish.assigned == "me" else _uuid(wish.assigned))
    if wish.company:
        found = found.filter(customer__tenant=wish.company)
    if wish.campaign:
        found = found.filter(campaign__code=wish.campaign)
    if wish.q:
        found = found.filter(_sought(wish.q))
    return found


def _sought(words: str) -> Q:
    """By code, what happened, company, or a thing that it is about."""
    found = Q()
    for word in words.split()[:8]:
        found &= (
            Q(code__icontains=word)
            | Q(title__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(customer__name_kana__icontains=word)
            | Q(id__in=_with_thing(word))
        )
    return found


def _with_thing(word: str) -> QuerySet[Model, UUID]:
    return Incident.objects.filter(things__value__contains=word.casefold()).values_list("id", flat=True)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _text(one: Incident) -> str:
    return f"{one.place}~{one.opened_at.isoformat()}~{one.id}"  # type: ignore[attr-defined]  # annotated


def _after(text: str) -> Q:
    """What comes after a row, which may be closed by now; of what is no place, everything."""
    try:
        place, at, id = text.split("~")
        number, opened, last = int(place), datetime.fromisoformat(at), UUID(id)
    except ValueError:
        return Q()
    if opened.tzinfo is None or not 0 <= number < 100:
        return Q()
    later = Q(opened_at__gt=opened) | Q(opened_at=opened, id__gt=last)
    return Q(place__gt=number) | (Q(place=number) & later)

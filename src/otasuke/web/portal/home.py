"""今日のようす, put together: what stands first, what else there is, and three numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from otasuke.web.customers.selectors import Member
from otasuke.web.notify.asking import how_many_wait
from otasuke.web.portal.devices import watched
from otasuke.web.portal.history import Past, how_many_stopped, month_begin, past
from otasuke.web.portal.matters import Matter, open_matters
from otasuke.web.portal.watch import Mood, Watch

_LINES = 3
_URGENT = frozenset({"aka", "ki"})


@dataclass(frozen=True, slots=True)
class Home:
    """The page. hero: the matter that is its answer; None: how the devices are is. others: what is open besides.

    stopped: this month; lately: in the last day. waiting: how many answers we wait for.
    """

    watch: Watch
    hero: Matter | None
    others: Sequence[Matter]
    stopped: int
    lately: int
    waiting: int
    history: Sequence[Past]

    @property
    def how_many_others(self) -> int:
        """What is open and not the answer of the page, with a device that is not seen."""
        return len(self.others) + self.is_silent_too

    @property
    def is_silent_too(self) -> bool:
        """Whether devices are not seen, while something else comes first."""
        return self.hero is not None and self.watch.mood is Mood.SILENT


def home_of(member: Member, *, now: datetime) -> Home:
    """How it is at a company; its scope is open."""
    customer = member.customer.id
    watch, matters = watched(member), open_matters(customer)
    hero = leading(matters, watch)
    return Home(
        watch,
        hero,
        [one for one in matters if one is not hero],
        stopped=how_many_stopped(customer, since=month_begin(now)),
        lately=how_many_stopped(customer, since=now - timedelta(days=1)),
        waiting=how_many_wait(customer),
        history=past(customer, since=month_begin(now), most=_LINES, over=True),
    )


def leading(matters: Sequence[Matter], watch: Watch) -> Matter | None:
    """The matter that is the answer. A device that is not seen comes before what is for information only."""
    if not matters or (matters[0].colour not in _URGENT and watch.mood is Mood.SILENT):
        return None
    return matters[0]

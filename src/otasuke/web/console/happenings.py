"""What the audit log says, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from otasuke.web.accounts.models import Person
from otasuke.web.audit.selectors import Happened
from otasuke.web.console.acts import ACTS


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the audit log for a page. verb: what the log itself says, for what has no words yet."""

    at: datetime
    words: str
    by: str
    verb: str


def tell(lines: Sequence[Happened]) -> Sequence[Told]:
    """Lines in words, with the names of those who did it."""
    people = Person.objects.in_bulk({one.by for one in lines if one.by})
    return [Told(one.at, str(ACTS.get(one.verb, "")), _name(one, people), one.verb) for one in lines]


def _name(line: Happened, people: dict[object, Person]) -> str:
    if line.by is None:
        return gettext("（自動）")
    person = people.get(line.by)
    return person.name if person else gettext("（退会した人）")

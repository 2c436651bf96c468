"""A drill: at three in the morning the first does not pick up, the second is busy, the third presses 1."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.duty.drills import Outcome, Record, Try
from otasuke.web.duty.rota import Line, Place
from otasuke.web.duty.services import add_line

BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
NAMES = ("早瀬 遥", "鴨居 渉", "水無瀬 円")


def after(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


DRILL = Record(
    "1",
    BEGAN,
    after(6.5),
    answered_by=NAMES[2],
    answered_at=after(6.5),
    how="key",
    tries=(
        Try(BEGAN, NAMES[0], 1, "phone", Outcome.NO_ANSWER, after(0.5)),
        Try(BEGAN, NAMES[0], 1, "sms", Outcome.BROUGHT, after(0.1)),
        Try(after(1), NAMES[1], 2, "phone", Outcome.BUSY, after(1.2)),
        Try(after(6), NAMES[2], 3, "phone", Outcome.ANSWERED, after(6.5)),
    ),
)


def three_at_night() -> tuple[Person, Person, Person]:
    """早瀬 is on duty in the night of 23 November, 鴨居 stands behind her, 水無瀬 manages. All have telephones."""
    firm = Firm.objects.create(kind=Firm.Kind.PROVIDER, name="なにわ見守り舎")
    people = []
    for number, (name, role) in enumerate(zip(NAMES, ("analyst", "analyst", "manager"), strict=True), 1):
        person = Person.objects.create(
            name=name, name_kana=str(number), email=f"{number}@naniwa.example", phone=f"090-0000-000{number}"
        )
        Post.objects.create(person=person, firm=firm, role=role)
        people.append(person)
    for person, place in zip(people, Place, strict=False):
        line = Line(uuid4(), person.id, time(22), time(7), date(2026, 11, 1), weekday=0, place=place)
        add_line(line, actor=None)
    return people[0], people[1], people[2]

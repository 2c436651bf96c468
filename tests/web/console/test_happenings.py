"""The audit log in words."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from otasuke.web.accounts.models import Person
from otasuke.web.audit.selectors import Happened
from otasuke.web.console.happenings import tell

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_a_line_says_what_was_done_and_by_whom(database) -> None:
    desk = Person.objects.create(name="窓口 花")
    lines = [Happened(NOON, "contacts.set", who, {}) for who in (desk.id, None, uuid4())]

    told = tell(lines)

    assert [(one.words, one.by) for one in told] == [
        ("連絡先を書いた", "窓口 花"), ("連絡先を書いた", "（自動）"), ("連絡先を書いた", "（退会した人）"),
    ]  # fmt: skip


def test_what_has_no_words_yet_keeps_its_name(database) -> None:
    (told,) = tell([Happened(NOON, "strange.thing", None, {})])

    assert (told.words, told.verb) == ("", "strange.thing")

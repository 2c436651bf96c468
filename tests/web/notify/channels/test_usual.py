"""The channels of an installation."""

from __future__ import annotations

from pathlib import Path

from django.test import override_settings

from carrier_line import with_carrier
from otasuke.web.notify.channels.mail import Mail
from otasuke.web.notify.channels.telephone import Sms, Voice
from otasuke.web.notify.channels.usual import usual_channels
from otasuke.web.notify.channels.written import FIELDS
from otasuke.web.notify.policy import Way


def test_where_there_is_a_carrier_people_are_called(tmp_path: Path) -> None:
    with with_carrier(tmp_path):
        found = usual_channels()

    assert [type(found[way]) for way in (Way.MAIL, Way.SMS, Way.CALL)] == [Mail, Sms, Voice]


def test_without_one_there_are_mail_and_chats() -> None:
    with override_settings(CARRIER=None):
        found = usual_channels()

    assert set(found) == {Way.MAIL, Way.PUSH, *FIELDS}

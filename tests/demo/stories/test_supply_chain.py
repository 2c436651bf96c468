from __future__ import annotations

from demo.stories.reading import events_of
from otasuke.demo.stories.shelf import STORIES


def test_the_same_mails_reach_many_companies_within_half_an_hour() -> None:
    mails = [mail for part in STORIES[4].parts for mail in part.mails]

    senders = {mail.sender for mail in mails}
    companies = {mail.to.partition("@")[2] for mail in mails}

    assert len(senders) == 2
    assert len(companies) == 3
    assert (max(mail.at for mail in mails) - min(mail.at for mail in mails)).total_seconds() < 1800


def test_one_door_stops_them_and_in_one_company_they_are_opened() -> None:
    stopped, opened = STORIES[4].parts[2:]

    assert {event.fields["action"] for event in events_of(stopped)} == {"blocked"}
    assert not stopped.mails
    assert "KEIRI-01" in {event.sensor for event in events_of(opened)}

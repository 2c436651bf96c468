from __future__ import annotations

from demo.stories.reading import events_of
from otasuke.demo.stories.hotel_wifi import HOTEL_WIFI


def test_all_of_it_happens_on_the_laptop_outside_of_the_company() -> None:
    (part,) = HOTEL_WIFI.parts
    events = events_of(part)

    assert {event.sensor for event in events} == {"EIGYO-02"}
    assert not part.member.company.pcs[0].address.startswith(part.member.company.network)


def test_one_mail_comes_in_and_many_go_out_in_the_name_of_the_company() -> None:
    first, *others = HOTEL_WIFI.parts[0].mails

    assert first.file.endswith(".docm")
    assert len(others) > 100
    assert {mail.account for mail in others} == {first.to}

from __future__ import annotations

from demo.stories.reading import events_of
from otasuke.demo.stories.cast import cast_for
from otasuke.demo.stories.hotel_wifi import hotel_wifi
from otasuke.demo.stories.script import MailHost
from otasuke.demo.stories.shelf import STORIES

(PART,) = STORIES[3].parts


def test_all_of_it_happens_on_the_laptop_outside_of_the_company() -> None:
    events = events_of(PART)

    assert {event.sensor for event in events} == {"EIGYO-02"}
    assert not PART.member.company.pcs[0].address.startswith(PART.member.company.network)


def test_one_mail_comes_in_and_many_go_out_in_the_name_of_the_company() -> None:
    first, *others = PART.mails

    assert first.file.endswith(".docm")
    assert len({mail.to for mail in others}) > 100
    assert {mail.account for mail in others} == {first.to}
    assert not PART.acts


def test_at_microsoft_365_the_intruder_signs_in_reads_the_addresses_and_hides_the_answers() -> None:
    cast = cast_for(3, 2)
    (part,) = hotel_wifi(cast).parts

    assert cast.members[0].mail is MailHost.M365
    assert [act.operation for act in part.acts] == ["UserLoggedIn", "MailItemsAccessed", "New-InboxRule"]
    assert {act.user for act in part.acts} == {part.mails[0].to}
    assert all(part.mails[0].at < act.at < part.mails[-1].at for act in part.acts)

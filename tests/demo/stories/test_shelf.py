from __future__ import annotations

import pytest

from demo.stories.playing import BOOK, THIN, delay_s, matter_of, played
from otasuke.advice.advise import advise
from otasuke.advice.colour import Colour
from otasuke.cli.demo.story import is_common
from otasuke.demo.campaigns import find_campaigns
from otasuke.demo.matters import fold
from otasuke.demo.stories.script import MAIL_SERVER, Sensor
from otasuke.demo.stories.shelf import STORIES
from otasuke.demo.telling import Played
from otasuke.findings.traces import TraceKind

each_story = pytest.mark.parametrize("number", STORIES)
OTHER_TELLINGS = range(2, 13)


def assert_truth_is_told(tellings: list[Played]) -> None:
    """The right device at the right level, within a minute of the first certain evidence, and nothing else."""
    for one in tellings:
        for truth in one.part.truths:
            matter = matter_of(truth, one)
            assert matter is not None
            assert matter.colour is truth.colour
            assert 0 <= delay_s(matter, truth) < 60
        expected = {truth.device for truth in one.part.truths if truth.colour is not Colour.GREEN}
        assert {matter.device for matter in fold(one.told) if matter.is_interrupting} == expected


@each_story
def test_every_owner_is_told_the_truth_within_a_minute_of_the_first_certain_evidence_and_nothing_else(
    number: int,
) -> None:
    assert_truth_is_told(played(number))


@pytest.mark.parametrize("seed", OTHER_TELLINGS)
@each_story
def test_with_other_companies_days_names_and_clocks_it_is_told_as_well(
    number: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otasuke.demo.stories.writing._SHARE", THIN)

    assert_truth_is_told(played(number, seed, days_before=0))


@each_story
def test_the_same_day_without_the_story_interrupts_nobody(number: int) -> None:
    for one in played(number, is_quiet=True):
        assert not [matter for matter in fold(one.told) if matter.is_interrupting]
        assert one.records > 1000


def test_the_stories_are_the_four_cases() -> None:
    assert list(STORIES) == [1, 2, 3, 4]
    assert all(shown.parts and shown.beats and shown.parts[0].truths for shown in STORIES.values())


@pytest.mark.parametrize("number", [1, 2])
def test_what_joins_unasked_is_told_when_it_joins_in_the_same_matter(number: int) -> None:
    (one,) = played(number)
    matter = matter_of(one.part.truths[0], one)

    assert matter is not None
    assert matter.told[0].happening.rule == "learn/new-device"
    assert (matter.told[0].at - one.part.begin).total_seconds() < 1
    assert matter.told[0].colour is Colour.BLUE


@each_story
def test_the_quiet_days_before_interrupt_nobody(number: int) -> None:
    assert not [matter for one in played(number) for matter in fold(one.before) if matter.is_interrupting]


def test_the_mails_from_hacked_partners_are_one_campaign_at_four_companies() -> None:
    tellings = played(4)
    (found,) = find_campaigns(
        ((one.member.company.tenant, matter) for one in tellings for matter in fold(one.told)), is_common=is_common
    )

    assert found.tenants == ("yatsude", "hanada", "kobato-shika", "minorizaka")
    assert {trace.value for trace in found.traces if trace.kind is TraceKind.SENDER} == {
        "keiri@kikugawa-buhin.example",
        "jimu@tokiwa-print.example",
    }
    assert found.known_at == min(matter.first.at for matter in fold(tellings[1].told) if matter.is_interrupting)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_what_happens_at_one_company_is_no_campaign(number: int) -> None:
    (one,) = played(number)

    assert find_campaigns((one.member.company.tenant, matter) for matter in fold(one.told)) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_owner_reads_anything_of_another_company(language: str) -> None:
    tellings = played(4)
    for one in tellings:
        said = " ".join(
            str(advise(told.happening, BOOK, language=language))  # type: ignore[arg-type]
            for matter in fold(one.told)
            for told in matter.told
        )
        others = [other.member for other in tellings if other is not one]
        for other in others:
            company = other.company
            private = (company.tenant, company.title, other.english, other.domain, company.network, company.outside)
            assert not [text for text in private if text in said]


_SEEN_BY = {
    (1, "fortigate"): {"KENSA-XP": Colour.RED},
    (1, "suricata"): {"KENSA-XP": Colour.RED},
    (1, "pc"): {},
    (2, "fortigate"): {"iPhone": Colour.YELLOW},
    (2, "suricata"): {"iPhone": Colour.YELLOW},
    (2, "pc"): {},
    (3, "fortigate"): {},
    (3, "pc"): {"EIGYO-02": Colour.RED},
    (3, "mail"): {MAIL_SERVER: Colour.YELLOW},
    (4, "fortigate"): {MAIL_SERVER: Colour.GREEN, "KEIRI-01": Colour.RED},
    (4, "suricata"): {"KEIRI-01": Colour.RED},
    (4, "pc"): {"KEIRI-01": Colour.YELLOW},
    (4, "mail"): {MAIL_SERVER: Colour.YELLOW},
}


@pytest.mark.parametrize(("number", "sensor"), _SEEN_BY)
def test_one_kind_of_sensor_alone_finds_what_the_table_says(
    number: int, sensor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otasuke.demo.stories.writing._SHARE", THIN)

    tellings = played(number, sensors=frozenset({Sensor(sensor)}), days_before=0)

    found = {
        matter.device: matter.colour
        for one in tellings
        for matter in fold(one.told)
        if matter.colour is not Colour.BLUE
    }
    assert found == _SEEN_BY[number, sensor]


def test_what_is_learnt_is_told_where_some_clocks_are_right_and_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otasuke.demo.stories.writing._SHARE", THIN)
    (one,) = played(1, 10)
    joined = next(told for told in one.told if told.happening.rule == "learn/new-device")

    assert set(one.member.clocks.values()) > {0}
    assert abs((joined.at - one.part.begin).total_seconds()) < 1

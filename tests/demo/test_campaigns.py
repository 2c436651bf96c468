from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.demo.campaigns import Campaign, find_campaigns
from otasuke.demo.matters import Matter, Told, fold
from otasuke.findings.traces import Trace, TraceKind

NINE = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
SENDER = Trace(TraceKind.SENDER, "a@bad.example")
SERVER = Trace(TraceKind.ADDRESS, "203.0.113.9")
FILE, SUBJECT = Trace(TraceKind.FILE, "請求書.xlsm"), Trace(TraceKind.SUBJECT, "請求書")


def matter(hour: float, *traces: Trace, colour: Colour = Colour.YELLOW, device: str = "mail") -> Matter:
    at = NINE + timedelta(hours=hour)
    told = Told(at, "a", "", Happening(level="high", device=device, time=at), colour, traces=frozenset(traces))
    (found,) = fold([told])
    return found


def tenants(found: list[Campaign]) -> list[tuple[str, ...]]:
    return [one.tenants for one in found]


def test_the_same_sender_at_several_companies_is_one_campaign_known_with_the_second() -> None:
    (found,) = find_campaigns(
        [("c", matter(2, SENDER)), ("a", matter(0, SENDER, FILE)), ("b", matter(1, SENDER, FILE)), ("d", matter(0.5))]
    )

    assert found.tenants == ("a", "b", "c")
    assert found.known_at == NINE + timedelta(hours=1)
    assert found.traces == (SENDER, FILE)


def test_what_has_different_things_in_common_is_joined_step_by_step() -> None:
    found = find_campaigns([("a", matter(0, SENDER)), ("b", matter(1, SENDER, SERVER)), ("c", matter(2, SERVER))])

    assert tenants(found) == [("a", "b", "c")]


def test_one_company_alone_is_none() -> None:
    assert find_campaigns([("a", matter(0, SENDER)), ("a", matter(1, SENDER, device="PC"))]) == []


def test_the_name_of_a_file_alone_joins_nothing_and_together_with_the_subject_it_does() -> None:
    assert find_campaigns([("a", matter(0, FILE)), ("b", matter(1, FILE))]) == []
    assert tenants(find_campaigns([("a", matter(0, FILE, SUBJECT)), ("b", matter(1, FILE, SUBJECT))])) == [("a", "b")]


def test_what_was_stopped_counts_and_what_is_only_to_know_does_not() -> None:
    stopped = find_campaigns([("a", matter(0, SENDER)), ("b", matter(1, SENDER, colour=Colour.GREEN))])
    to_know = find_campaigns([("a", matter(0, SENDER)), ("b", matter(1, SENDER, colour=Colour.BLUE))])

    assert tenants(stopped) == [("a", "b")]
    assert to_know == []


def test_what_everybody_has_to_do_with_joins_nothing() -> None:
    both = [("a", matter(0, SERVER)), ("b", matter(1, SERVER))]

    assert find_campaigns(both, is_common=SERVER.__eq__) == []


def test_after_days_of_silence_it_is_another_campaign() -> None:
    found = find_campaigns(
        [("a", matter(0, SENDER)), ("b", matter(1, SENDER)), ("c", matter(80, SENDER)), ("d", matter(81, SENDER))]
    )

    assert tenants(found) == [("a", "b"), ("c", "d")]


def test_the_largest_comes_first() -> None:
    found = find_campaigns(
        [(name, matter(0, SENDER)) for name in "ab"] + [(name, matter(1, SERVER, device="x")) for name in "cde"]
    )

    assert tenants(found) == [("c", "d", "e"), ("a", "b")]

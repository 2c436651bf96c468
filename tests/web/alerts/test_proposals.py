"""What verdicts of the database propose."""

from __future__ import annotations

import pytest

from finding_cast import DAY, NOW, alerts_of, arrive, detection, harmless, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import proposals, tunings, verdicts
from otasuke.web.alerts.policy import Kind, Verdict
from otasuke.web.alerts.proposals import Proposed, proposals_of, waiting
from otasuke.web.incidents.models import Incident
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import hayase


@pytest.fixture
def judge(database) -> Person:
    return hayase("analyst")


def backup(customer, days: int, *, user: str = "sato", rule: str = "r1", pc=None, **more: object):
    """A program that is run so many days ago."""
    at = NOW - days * DAY
    fields = {"Image": r"C:\Tools\backup.exe", "User": user, "CommandLine": f"backup.exe /d {days}"}
    return detection(
        customer.tenant, rule, by=pc or watched(customer), at=at, fields=fields, matched=(("Image", "backup.exe", "*"),), **more
    )  # fmt: skip


def kinds(found: list[Proposed]) -> list[tuple[str, Kind]]:
    return [(one.rule, one.proposal.change.kind) for one in found]


def test_what_one_program_did_is_proposed_as_a_habit_with_what_it_did(companies, judge) -> None:
    pc = watched(companies.minori)
    harmless(companies.minori, judge, *(backup(companies.minori, days, user=f"p{days}", pc=pc) for days in (1, 2)))
    arrive(backup(companies.minori, 0, user="new", pc=pc))

    (found,) = proposals_of(companies.minori.id, "r1", at=NOW)

    assert found.proposal.change.kind is Kind.HABIT
    assert "backup.exe" in found.look
    assert found.proposal.effect.disturbing == 3
    assert len(found.proposal.judged) == 2


def test_an_incident_that_was_closed_as_harmless_speaks_for_it_too(companies, judge) -> None:
    pc = watched(companies.minori)
    for days in (1, 2):
        arrive(backup(companies.minori, days, user=f"p{days}", pc=pc), at=NOW - days * DAY)
    with tenant_scope(companies.minori.id):
        Incident.objects.update(outcome="benign")

    assert kinds(proposals_of(companies.minori.id, "r1", at=NOW)) == [("r1", Kind.HABIT)]


def test_what_is_older_than_ninety_days_or_of_another_company_speaks_for_nothing(companies, judge) -> None:
    harmless(companies.minori, judge, *(backup(companies.minori, days, user=f"p{days}") for days in (91, 92)))
    harmless(companies.kobato, judge, backup(companies.kobato, 1))
    harmless(companies.minori, judge, backup(companies.minori, 2))

    assert proposals_of(companies.minori.id, "r1", at=NOW) == []
    assert waiting(at=NOW, most=9) == []


def test_what_waits_is_there_for_all_companies_and_no_more_than_one_can_look_at(companies, judge) -> None:
    for customer, rule in ((companies.minori, "r1"), (companies.kobato, "r1"), (companies.kobato, "r2")):
        pc = watched(customer)
        days = (1, 2, 3) if rule == "r2" else (1, 2)
        harmless(customer, judge, *(backup(customer, day, user=f"p{day}", rule=rule, pc=pc) for day in days))

    found = waiting(at=NOW, most=9)

    assert (found[0].customer, found[0].rule) == (companies.kobato.id, "r2")
    assert {(one.customer, one.rule) for one in found} == {
        (companies.minori.id, "r1"),
        (companies.kobato.id, "r1"),
        (companies.kobato.id, "r2"),
    }
    assert len(waiting(at=NOW, most=2)) == 2
    with across("tests"):
        assert set(proposals.companies_of(found)) == {companies.minori.id, companies.kobato.id}


def test_something_real_of_the_same_kind_refuses_it(companies, judge) -> None:
    pc = watched(companies.minori)
    harmless(companies.minori, judge, *(backup(companies.minori, days, user=f"p{days}", pc=pc) for days in (1, 2)))
    arrive(backup(companies.minori, 0, user="thief", pc=pc))
    real = next(one for one in alerts_of(companies.minori) if one.person == "thief")
    verdicts.judge(companies.minori.id, real.id, Verdict.TRUE, words="盗まれた", actor=judge, at=NOW)

    (found,) = proposals_of(companies.minori.id, "r1", at=NOW)

    assert found.proposal.refused is not None


def test_what_was_accepted_is_listed_with_how_much_it_made_quiet(companies, judge) -> None:
    pc = watched(companies.minori)
    harmless(companies.minori, judge, *(backup(companies.minori, days, user=f"p{days}", pc=pc) for days in (1, 2)))
    (found,) = proposals_of(companies.minori.id, "r1", at=NOW)
    tunings.accept(companies.minori.id, "r1", found.proposal.change.mark, actor=judge, at=NOW)

    arrive(backup(companies.minori, 0, user="new", pc=pc))

    with across("tests"):
        (listed,) = proposals.accepted(at=NOW)
        assert (listed.quiet, listed.judged, listed.spared, listed.customer) == (1, 2, 2, companies.minori)
        assert list(proposals.accepted(at=NOW + 90 * DAY)) == []
    assert proposals_of(companies.minori.id, "r1", at=NOW) == []

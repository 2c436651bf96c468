"""Accepting what is proposed, declining it, and taking it back."""

from __future__ import annotations

import pytest

from finding_cast import DAY, HOUR, NOW, alerts_of, arrive, detection, harmless, watched
from otasuke.web.accounts.models import Person
from otasuke.web.alerts import silences, tunings, verdicts
from otasuke.web.alerts.errors import NotFound, Refused
from otasuke.web.alerts.models import Alert, Silence, Tuning
from otasuke.web.alerts.policy import Verdict
from otasuke.web.alerts.proposals import proposals_of
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase


@pytest.fixture
def judge(database) -> Person:
    return hayase("analyst")


def found(customer, user: str = "", *, days: int = 0, by=None, image: str = "a.exe"):
    fields = {"Image": image, "User": user}
    return detection(customer.tenant, by=by, at=NOW - days * DAY, fields=fields, matched=())


def proposed(customer, *, at=NOW) -> str:
    (one,) = proposals_of(customer.id, "r1", at=at)
    return one.proposal.change.mark


@pytest.fixture
def habit(companies, judge) -> str:
    """The mark of a habit that is proposed to minori."""
    pc = watched(companies.minori)
    harmless(companies.minori, judge, *(found(companies.minori, f"p{days}", days=days, by=pc) for days in (1, 2)))
    return proposed(companies.minori)


@pytest.fixture
def silence(companies, judge) -> str:
    """The mark of a silence that is proposed to minori."""
    pc = watched(companies.minori)
    harmless(
        companies.minori, judge, *(found(companies.minori, f"p{n}", by=pc, image=f"{'ab'[n]}.exe") for n in (0, 1))
    )
    return proposed(companies.minori)


def held(customer) -> dict[str, str]:
    return {one.person: one.held_by for one in alerts_of(customer)}


def verbs(customer) -> list[str]:
    with tenant_scope(customer.id):
        lines = AuditLine.objects.filter(customer=customer, verb__regex="^(tuning|silence)[.]")
        return list(lines.order_by("id").values_list("verb", flat=True))


def test_a_habit_that_was_accepted_is_quiet_until_it_is_taken_back(companies, judge, habit) -> None:
    made = tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW)
    arrive(found(companies.minori, "quiet", by=watched(companies.minori)))

    tunings.undo(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)
    arrive(found(companies.minori, "loud", by=watched(companies.minori)), at=NOW + HOUR)

    assert (held(companies.minori)["quiet"], held(companies.minori)["loud"]) == ("habit", "")
    assert (made.judged, made.spared, made.ends) == (2, 2, NOW + 90 * DAY)
    assert verbs(companies.minori) == ["tuning.accepted", "tuning.ended"]
    assert proposed(companies.minori, at=NOW + HOUR) == habit
    with pytest.raises(NotFound):
        tunings.undo(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)


def test_it_ends_by_itself_and_can_be_accepted_again(companies, judge, habit) -> None:
    tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW - 60 * DAY)
    with tenant_scope(companies.minori.id):
        Tuning.objects.update(ends=NOW)

    again = tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW)

    assert again.ended_at is None


def test_a_silence_is_made_and_ended_with_it(companies, judge, silence) -> None:
    made = tunings.accept(companies.minori.id, "r1", silence, actor=judge, at=NOW)

    assert made.silence is not None
    assert (made.silence.owner, made.silence.ends, made.silence.wanted) == (judge, NOW + 30 * DAY, made.wanted)
    assert "2件" in made.silence.reason
    tunings.undo(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)
    with tenant_scope(companies.minori.id):
        assert Silence.objects.get().ended_at == NOW + HOUR
    assert verbs(companies.minori) == ["silence.made", "tuning.accepted", "silence.ended", "tuning.ended"]


def test_a_silence_that_was_ended_elsewhere_is_no_change_any_more(companies, judge, silence) -> None:
    made = tunings.accept(companies.minori.id, "r1", silence, actor=judge, at=NOW)
    silences.end(companies.minori.id, made.silence_id, actor=judge, at=NOW + HOUR)

    with pytest.raises(NotFound):
        tunings.undo(companies.minori.id, made.id, actor=judge, at=NOW + HOUR)
    assert tunings.accept(companies.minori.id, "r1", silence, actor=judge, at=NOW + HOUR).ended_at is None


def test_what_became_real_meanwhile_is_refused(companies, judge, habit) -> None:
    arrive(found(companies.minori, "thief", by=watched(companies.minori), image="a.exe"))
    real = next(one for one in alerts_of(companies.minori) if one.person == "thief")
    verdicts.judge(companies.minori.id, real.id, Verdict.TRUE, words="盗まれた", actor=judge, at=NOW)

    # Where it happened is another device: there a silence is proposed instead, and the habit is not any more.
    with pytest.raises((NotFound, Refused)):
        tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW)
    assert verbs(companies.minori) == []


def test_where_only_what_would_lose_something_is_left_it_is_refused_in_words(companies, judge, habit) -> None:
    with tenant_scope(companies.minori.id):
        machine = Alert.objects.select_related("machine").first().machine
    arrive(found(companies.minori, "thief", by=machine))
    real = next(one for one in alerts_of(companies.minori) if one.person == "thief")
    verdicts.judge(companies.minori.id, real.id, Verdict.TRUE, words="盗まれた", actor=judge, at=NOW)

    with pytest.raises(Refused, match="本物だった検知が1件"):
        tunings.accept(companies.minori.id, "r1", proposed(companies.minori), actor=judge, at=NOW)


def test_a_verdict_that_it_was_real_ends_what_would_make_it_quiet(companies, judge, habit) -> None:
    made = tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW)
    arrive(found(companies.minori, "thief", by=watched(companies.minori)))
    quiet = next(one for one in alerts_of(companies.minori) if one.person == "thief")

    verdicts.judge(companies.minori.id, quiet.id, Verdict.TRUE, words="盗まれた", actor=judge, at=NOW + HOUR)

    with tenant_scope(companies.minori.id):
        made.refresh_from_db()
    assert made.ended_at == NOW + HOUR
    assert verbs(companies.minori)[-1] == "tuning.ended"


def test_what_was_declined_is_not_asked_for_a_month(companies, judge, habit) -> None:
    tunings.decline(companies.minori.id, "r1", habit, actor=judge, at=NOW)

    assert proposals_of(companies.minori.id, "r1", at=NOW + 29 * DAY) == []
    assert proposed(companies.minori, at=NOW + 30 * DAY) == habit
    arrive(found(companies.minori, "loud", by=watched(companies.minori)))
    assert held(companies.minori)["loud"] == ""
    assert verbs(companies.minori) == ["tuning.declined"]


def test_of_another_company_there_is_nothing_to_accept_or_take_back(companies, judge, habit) -> None:
    made = tunings.accept(companies.minori.id, "r1", habit, actor=judge, at=NOW)

    with pytest.raises(NotFound):
        tunings.accept(companies.kobato.id, "r1", habit, actor=judge, at=NOW)
    with pytest.raises(NotFound):
        tunings.undo(companies.kobato.id, made.id, actor=judge, at=NOW)

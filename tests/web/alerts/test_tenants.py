"""The tenant is in every key: what is found, judged, learnt and silenced at one company never touches another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finding_cast import DAY, HOUR, NOW, arrive, detection, harmless, watched
from otasuke.web.alerts import finding, policy, proposals, silences, silencing, tunings, verdicts
from otasuke.web.alerts.models import Alert, Habit, Judged, Naming, Sighting, Silence, Tuning
from otasuke.web.alerts.naming import name_by_hand
from otasuke.web.alerts.policy import About, Verdict, fingerprint
from otasuke.web.tenancy.scope import across, tenant_scope
from staff_cast import hayase

KEPT = (Alert, Sighting, Habit, Naming, Silence, Judged, Tuning)
_texts = st.text(max_size=12)


def tenants() -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(_texts, _texts).filter(lambda two: two[0].casefold() != two[1].casefold())


@given(tenants(), st.tuples(_texts, _texts, _texts, _texts))
def test_the_same_thing_at_two_tenants_has_two_fingerprints_and_two_marks(
    two: tuple[str, str], rest: tuple[str, str, str, str]
) -> None:
    wanted = dict(zip(silencing.FIELDS, rest, strict=True))

    assert fingerprint(About(two[0], *rest)) != fingerprint(About(two[1], *rest))
    assert silencing.mark(two[0], wanted) != silencing.mark(two[1], wanted)


def without_tenant(about: About) -> str:
    """What a careless change would leave."""
    return fingerprint(About("", about.rule, about.device, about.person, about.counterpart))


def rows(customer) -> dict[str, list[dict[str, object]]]:
    with tenant_scope(customer.id):
        return {model.__name__: list(model.objects.order_by("id").values()) for model in KEPT}


def keys() -> Iterator[tuple[str, list[object]]]:
    """What tells things apart, of all companies."""
    with across("tests"):
        yield "fingerprint", list(Alert.objects.values_list("fingerprint", flat=True))
        yield "mark", list(Silence.objects.values_list("mark", flat=True))


def live(customer, judge) -> None:
    """A company's life, with the same names as any other's."""
    pc = watched(customer)
    found = [
        detection(customer.tenant, rule, id=f"{customer.tenant}-{rule}", by=pc, event=f"e-{rule}", at=NOW)
        for rule in ("r1", "r2")
    ]
    arrive(*found, detection(customer.tenant, "r3", id=f"{customer.tenant}-r3", sensor="SOTO", fields={}))
    with tenant_scope(customer.id):
        name_by_hand(pc, "192.0.2.7", at=NOW)
        first = Alert.objects.get(rule_id="r1")
    verdicts.judge(customer.id, first.id, Verdict.TRUE, words="本物", actor=judge, at=NOW)
    wanted = {"rule": "r2", "device": "KEIRI-02"}
    silences.make(customer.id, wanted, reason="棚卸しの道具", ends=NOW + DAY, owner=judge, actor=judge, at=NOW)
    silences.ask(at=NOW + HOUR)
    days = [
        detection(customer.tenant, "r4", id=f"{customer.tenant}-{user}", by=pc, fields={"User": user, "Image": "a.exe"})
        for user in ("sato", "ito")
    ]
    harmless(customer, judge, *days)
    (proposed,) = proposals.proposals_of(customer.id, "r4", at=NOW)
    tunings.accept(customer.id, "r4", proposed.proposal.change.mark, actor=judge, at=NOW)


def check_companies_are_apart(companies, judge) -> None:
    live(companies.minori, judge)
    before = rows(companies.minori)

    live(companies.kobato, judge)
    arrive(detection("kobato", "r2", event="e-r1", events=("e-r1",), level="critical"), at=NOW + HOUR)

    assert rows(companies.minori) == before
    for name, values in keys():
        assert len(values) == len(set(values)), name


def test_two_companies_with_the_same_life_do_not_touch_each_other(companies) -> None:
    check_companies_are_apart(companies, hayase())


@pytest.mark.parametrize(
    ("module", "name", "careless"),
    [
        (finding, "fingerprint", without_tenant),
        (silencing, "fingerprint", without_tenant),
    ],
)
def test_a_key_without_the_tenant_is_caught(
    companies, monkeypatch: pytest.MonkeyPatch, module: object, name: str, careless: Callable[[About], str]
) -> None:
    assert getattr(module, name) is policy.fingerprint
    monkeypatch.setattr(module, name, careless)

    with pytest.raises(AssertionError, match=r"fingerprint|mark"):
        check_companies_are_apart(companies, hayase())

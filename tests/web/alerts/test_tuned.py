"""What was accepted makes quiet what it is for, and nothing else."""

from __future__ import annotations

from finding_cast import DAY, NOW, alerts_of, arrive, detection, watched
from otasuke.web.alerts.looks import digest_of, look_of
from otasuke.web.alerts.models import Sighting, Tuning
from otasuke.web.tenancy.scope import tenant_scope
from staff_cast import hayase

FIELDS = {"Image": "a.exe", "User": "sato"}


def tuning(customer, kind: str, wanted: dict[str, str]) -> Tuning:
    with tenant_scope(customer.id):
        return Tuning.objects.create(
            customer=customer, kind=kind, wanted=wanted, mark=f"{kind}{len(wanted)}", judged=2, spared=2,
            made_by=hayase(), begins=NOW - DAY, ends=NOW + DAY,
        )  # fmt: skip


def found(customer, **more: object) -> tuple[str, str]:
    one = detection(customer.tenant, **{"by": watched(customer), "fields": FIELDS, **more})  # type: ignore[arg-type]
    arrive(one)
    with tenant_scope(customer.id):
        alert = Sighting.objects.get(detection=one.id).alert
        return alert.colour, alert.held_by


def habit(customer) -> Tuning:
    look = look_of("r1", "", matched=[("Image", "invoice.exe", "*invoice.exe")], fields=FIELDS)
    return tuning(customer, "habit", {"rule": "r1", "look": digest_of(look)})


def test_a_habit_holds_what_looks_the_same(companies) -> None:
    made = habit(companies.minori)

    assert found(companies.minori) == ("黄", "habit")
    (alert,) = alerts_of(companies.minori)
    assert alert.tuning_id == made.id


def test_another_look_another_rule_and_what_is_red_are_told(companies) -> None:
    habit(companies.minori)

    assert found(companies.minori, fields={"Image": "b.exe"}, matched=()) == ("黄", "")
    assert found(companies.minori, rule="r2") == ("黄", "")
    assert found(companies.minori, level="critical") == ("赤", "")


def test_a_lower_level_waits_for_the_letter_and_red_stays_red(companies) -> None:
    made = tuning(companies.minori, "lower", {"rule": "R1"})

    assert found(companies.minori) == ("青", "")
    (alert,) = alerts_of(companies.minori)
    assert (alert.tuning_id, alert.disturbs) == (made.id, False)
    assert found(companies.minori, level="critical") == ("赤", "")
    assert found(companies.minori, rule="r2") == ("黄", "")


def test_at_another_company_it_is_as_it_was(companies) -> None:
    tuning(companies.minori, "lower", {"rule": "r1"})

    assert found(companies.kobato) == ("黄", "")


def test_it_ends_by_itself_and_what_was_declined_changes_nothing(companies) -> None:
    one = tuning(companies.minori, "lower", {"rule": "r1"})
    with tenant_scope(companies.minori.id):
        Tuning.objects.filter(id=one.id).update(ends=NOW)

    assert found(companies.minori) == ("黄", "")
    with tenant_scope(companies.minori.id):
        Tuning.objects.filter(id=one.id).update(ends=NOW + DAY, is_declined=True)
    assert found(companies.minori, sensor="EIGYO") == ("黄", "")

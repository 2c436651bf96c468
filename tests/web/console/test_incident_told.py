"""What was sent about an incident."""

from __future__ import annotations

from finding_cast import NOW, arrive, detection, incidents_of, watched
from notify_cast import contact
from otasuke.web.console.incident_told import told_of
from otasuke.web.incidents.models import Incident


def test_of_what_nobody_was_told_there_is_no_proof(companies) -> None:
    told = told_of(Incident(customer=companies.minori))

    assert (told.message, told.lines, told.calls, told.minutes) == (None, (), [], None)


def test_every_delivery_and_the_call_of_staff_are_there_and_nothing_of_another_company(companies) -> None:
    contact(companies.minori)
    contact(companies.kobato, name="鳩山 豊", email="hato@kobato.example")
    for customer in (companies.minori, companies.kobato):
        arrive(
            detection(customer.tenant, level="critical", tags=("attack.impact",), by=watched(customer), sensor="K"),
            at=NOW,
        )
    (one,) = incidents_of(companies.minori)

    told = told_of(one)

    assert told.message
    assert {line.proof.delivery.address for line in told.lines} >= {"sakaki@minori.example"}
    assert "hato@kobato.example" not in {line.proof.delivery.address for line in told.lines}
    assert [call.customer_id for call in told.calls] == [companies.minori.id]
    assert told.answer is None

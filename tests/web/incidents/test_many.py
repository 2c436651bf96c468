"""Many incidents at once, and back."""

from __future__ import annotations

import pytest

from finding_cast import HOUR, NOW, arrive, detection, incidents_of, watched
from otasuke.web.accounts.models import Person
from otasuke.web.incidents import changing
from otasuke.web.incidents.errors import CannotBe
from otasuke.web.incidents.many import assign_many, set_state_of_many, undo_many
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import Outcome, State
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def person(companies) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@example.jp")


@pytest.fixture
def two(companies) -> list[Incident]:
    for one in (companies.minori, companies.kobato):
        arrive(detection(one.tenant, by=watched(one), sensor=f"PC-{one.tenant}"))
    return [*incidents_of(companies.minori), *incidents_of(companies.kobato)]


def states() -> list[str]:
    with across("tests"):
        return list(Incident.objects.order_by("customer__tenant").values_list("state", flat=True))


def test_what_was_done_at_once_is_undone_at_once(two, person) -> None:
    done = set_state_of_many([one.id for one in two], State.CLOSED, actor=person, at=NOW, outcome=Outcome.BENIGN)
    assert (len(done), states()) == (2, ["closed", "closed"])

    assert undo_many(person.id, NOW, actor=person, at=NOW + HOUR) == (2, 0)
    assert states() == ["new", "new"]


def test_what_was_changed_since_stays(two, person) -> None:
    assign_many([one.id for one in two], person, actor=person, at=NOW)
    with tenant_scope(two[0].customer_id):
        changing.set_state(two[0].id, State.LOOKING, actor=person, at=NOW + HOUR)

    assert undo_many(person.id, NOW, actor=person, at=NOW + 2 * HOUR) == (1, 1)


def test_what_cannot_be_is_left_out_unless_it_is_all(two, person) -> None:
    ids = [one.id for one in two]
    set_state_of_many(ids[:1], State.CLOSED, actor=person, at=NOW, outcome=Outcome.TRUE)

    assert len(set_state_of_many(ids, State.WAITING, actor=person, at=NOW + HOUR)) == 1
    with pytest.raises(CannotBe):
        set_state_of_many(ids[:1], State.WAITING, actor=person, at=NOW + HOUR)
    assert assign_many([person.id], person, actor=person, at=NOW) == []

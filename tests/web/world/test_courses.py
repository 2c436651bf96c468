from otasuke.web.contracts.models import Contract, Plan
from otasuke.web.contracts.selectors import seats_of
from otasuke.web.contracts.services import check
from otasuke.web.tenancy.scope import across
from otasuke.web.world.companies import invent
from otasuke.web.world.courses import offer_plans
from otasuke.web.world.staffing import employ_everybody
from world_cast import NOW, small_world


def test_plans_keep_to_the_standard_for_one_computer_and_for_sixty(database) -> None:
    plans = offer_plans(employ_everybody(now=NOW))

    for plan in (one for versions in plans.values() for one in versions):
        for endpoints in (1, 60):
            check(plan, endpoints=endpoints)
    assert [one.version for one in plans["hitoe"]] == [1, 2]


def test_offering_them_again_makes_no_new_versions(database) -> None:
    manager = employ_everybody(now=NOW)
    offer_plans(manager)
    offer_plans(manager)

    assert Plan.objects.count() == 4


def test_companies_are_where_their_courses_lead(database) -> None:
    small_world(26)

    with across("tests"):
        states = dict(Contract.objects.values_list("customer__tenant", "state"))
        counts = [seats for one in Contract.objects.all() if (seats := seats_of(one))]
    wanted = {
        0: "running",
        7: "explained",
        12: "signed",
        14: "ending",
        18: "draft",
        20: "running",
        22: "ended",
        25: "ended",
    }
    assert {number: states[invent(number, 1).facts.tenant] for number in wanted} == wanted
    assert {seats.unpaid for seats in counts} == {0, 2}
    assert {seats.uninsured for seats in counts} == {0, 1}

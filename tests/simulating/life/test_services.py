from __future__ import annotations

from otasuke.simulating.company import Kind, make_company
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.life.services import services_of


def test_some_companies_have_mail_at_microsoft_and_some_a_server_of_their_own() -> None:
    found = [tuple(one.kind for one in services_of(make_company(number, seed=1), 1)) for number in range(60)]

    assert set(found) == {(), (Kind.M365,), (Kind.MAIL,)}


def test_services_report_only_where_life_happens() -> None:
    with_life, without = ({feed.sensor for feed in Fleet(FleetPlan(30, life=life)).feeds} for life in (True, False))

    assert with_life - without == {"m365", "mail"}
    assert {"m365", "mail"} < {feed.sensor for feed in Fleet(FleetPlan(30, life=True, collectors=True)).feeds}

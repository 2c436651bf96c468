from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.world import build
from otasuke.web.world.companies import title_of
from world_cast import as_demo


def test_without_a_time_days_count_from_now_and_it_says_how_far_it_is(database) -> None:
    said: list[str] = []

    with as_demo:
        build(companies=2, seed=6, say=said.append)

    assert said == ["2 / 2"]
    with across("tests"):
        assert set(Customer.objects.values_list("name", flat=True)) == {title_of(0, 6)[0], title_of(1, 6)[0]}

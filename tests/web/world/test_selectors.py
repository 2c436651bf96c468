from otasuke.web.accounts.models import Person
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.world.people import EVERYBODY
from otasuke.web.world.selectors import MOST_OWNERS, is_all_invented, members, owners, person_called
from world_cast import small_world


def test_a_world_is_all_invented_until_a_real_company_is_in_it(database) -> None:
    assert not is_all_invented()
    small_world(1)
    assert is_all_invented()

    with across("tests"):
        Customer.objects.create(tenant="real", name="本物", name_kana="ホンモノ")

    assert not is_all_invented()


def test_owners_of_every_state_are_shown_and_not_too_many(database) -> None:
    small_world(26)

    found = owners()

    assert len(found) == MOST_OWNERS
    assert {one.state for one in found} == set(State)
    assert found[0].company == "有限会社みのり坂木工"


def test_a_button_means_one_of_the_worlds_people_and_nobody_else(database) -> None:
    small_world(1)
    stranger = Person.objects.create(name="よその人", email="stranger@example.jp")

    assert [one.key for one in members()] == [one.key for one in EVERYBODY]
    owner = person_called(owners()[0].key)
    assert owner
    assert owner.email == "owner@minorizaka.example"
    analyst = person_called("analyst")
    assert analyst
    assert analyst.name == "早瀬 遥"
    for key in ("", "nobody", str(stranger.id), stranger.email, "owner"):
        assert person_called(key) is None


def test_who_was_sent_away_is_nobody(database) -> None:
    small_world(1)
    Person.objects.filter(email__startswith="analyst@").update(is_active=False)

    assert person_called("analyst") is None

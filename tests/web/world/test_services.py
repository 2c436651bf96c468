import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.world.errors import NotADemo
from otasuke.web.world.models import World
from otasuke.web.world.services import found_world
from world_cast import as_demo


def test_a_demo_takes_an_empty_database_for_ever(database) -> None:
    with as_demo:
        made = found_world(4)
        Person.objects.create(name="稲森 修")

        assert found_world(5) == made
    assert World.objects.get().seed == 4


def test_a_database_with_people_is_not_taken(database) -> None:
    Person.objects.create(name="稲森 修")

    with as_demo, pytest.raises(NotADemo, match="in use before"):
        found_world(1)
    assert not World.objects.exists()


def test_what_is_no_demo_takes_none(database) -> None:
    with pytest.raises(NotADemo, match="is no demo"):
        found_world(1)

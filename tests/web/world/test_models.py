import pytest
from django.db import ProgrammingError

from otasuke.web.world.models import World
from otasuke.web.world.services import found_world
from world_cast import as_demo


def test_what_a_database_says_about_itself_stays(database) -> None:
    with as_demo:
        found_world(3)

    with pytest.raises(ProgrammingError, match="permission denied"):
        World.objects.update(seed=4)

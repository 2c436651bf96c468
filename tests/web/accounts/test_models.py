"""People."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from otasuke.web.accounts.models import Person


def test_a_mail_address_is_one_persons_however_it_is_written(database) -> None:
    inamori = Person.objects.create(name="稲森 修", email="Inamori@minori.example")

    assert Person.objects.get_by_natural_key("inamori@MINORI.example") == inamori
    with pytest.raises(IntegrityError):
        Person.objects.create(name="松原 恵", email="inamori@minori.example")


def test_many_people_have_no_mail_address(database) -> None:
    Person.objects.create(name="稲森 修")
    Person.objects.create(name="松原 恵")

    assert Person.objects.count() == 2

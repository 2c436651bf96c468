from __future__ import annotations

import pytest

from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.world.__main__ import main
from world_cast import as_demo


def test_a_demo_is_filled(database, capsys: pytest.CaptureFixture[str]) -> None:
    with as_demo:
        assert main(["fill", "1", "1"]) == 0

    with across("tests"):
        assert Customer.objects.get().tenant == "minorizaka"
    assert "1 / 1" in capsys.readouterr().err


def test_what_is_no_demo_is_left_alone(companies, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fill", "1", "1"]) == 1

    assert "is no demo" in capsys.readouterr().err

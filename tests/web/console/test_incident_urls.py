"""The addresses of the queue and of incidents: tests/addresses.py says who may come in."""

from __future__ import annotations

from otasuke.web.console.incident_urls import of_incidents


def test_each_has_a_name_of_its_own() -> None:
    names = [one.name for one in of_incidents]

    assert len(set(names)) == len(names)
    assert all(names)

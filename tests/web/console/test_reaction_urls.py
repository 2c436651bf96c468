"""The addresses of what is stopped."""

from __future__ import annotations

from django.urls import resolve, reverse

from otasuke.web.console.reaction_urls import of_reaction


def test_a_companys_blocks_are_no_part_of_it_that_is_written() -> None:
    assert resolve("/console/companies/minori/blocks").view_name == "console-company-blocks"
    assert len({one.name for one in of_reaction}) == len(of_reaction)
    assert reverse("console-blocks") == "/console/blocks"

"""What is filled in."""

from __future__ import annotations

from otasuke.web.hooks.forms import EndpointForm, OwnersForm
from otasuke.web.hooks.kinds import KINDS

GIVEN = {"url": "https://hooks.example/", "kinds": ["customer.opened"]}


def test_a_company_is_not_offered_what_the_provider_does_with_companies() -> None:
    assert EndpointForm(GIVEN).is_valid()
    assert "kinds" in OwnersForm(GIVEN).errors
    assert len(OwnersForm().fields["kinds"].choices) == len(KINDS) - 2


def test_an_address_inside_is_refused() -> None:
    for url in ("https://10.0.0.1/", "http://hooks.example/"):
        assert "url" in OwnersForm({"url": url, "kinds": ["device.added"]}).errors

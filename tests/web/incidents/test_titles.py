"""What an incident is called."""

from __future__ import annotations

from django.utils.translation import override

from finding_cast import arrive, detection, incidents_of, watched
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.titles import title_for_reader
from otasuke.web.tenancy.scope import across
from web_texts import JAPANESE


def test_in_japanese_it_is_called_as_it_is_kept_and_in_english_it_is_made_anew(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori)))
    (one,) = incidents_of(companies.minori)
    with across("test"):
        one = Incident.objects.select_related("lead__machine").get(id=one.id)

    with override("ja"):
        assert title_for_reader(one) == one.title
        assert JAPANESE.search(one.title)
    with override("en"):
        english = title_for_reader(one)
    assert english
    assert not JAPANESE.search(english)

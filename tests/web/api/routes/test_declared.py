"""What operations say of themselves."""

from __future__ import annotations

from django.http import HttpResponse

from otasuke.web.api.etags import etag_of
from otasuke.web.api.routes.declared import PAGED, says, version_of, with_version
from otasuke.web.api.shapes.people import PeopleShown
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _


def test_an_operation_says_what_it_is_and_who_may_ask() -> None:
    said = says(_("会社を読む"), scope=Scope.READ_CUSTOMERS, tag="customers", query=PAGED)

    assert (said["summary"], said["tags"]) == ("会社を読む", ["customers"])
    assert (said["auth"].scope, said["auth"].query) == (Scope.READ_CUSTOMERS, {"limit", "cursor"})


def test_an_answer_has_the_version_of_what_it_shows() -> None:
    response, shown = HttpResponse(), PeopleShown(items=[])

    with_version(response, shown)

    assert response.headers["ETag"] == etag_of({"items": []}) == etag_of(version_of(shown))

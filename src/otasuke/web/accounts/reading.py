"""How somebody reads: language, large type, furigana, theme. Cookies of the device know it, and the person, if signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from otasuke.web.accounts.models import Person

LANGUAGE, TYPE, FURIGANA = settings.LANGUAGE_COOKIE_NAME, "type", "furigana"
CHOICES = {
    LANGUAGE: {code for code, _ in settings.LANGUAGES},
    TYPE: {"large", "usual"},
    FURIGANA: {"on", "off"},
    "theme": {"light", "dark", "system"},
}
_YEAR_S = 365 * 24 * 3600


@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Remember how somebody wants to read, and go back to where he was."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    chosen = {name: request.POST[name] for name, values in CHOICES.items() if request.POST.get(name) in values}
    response = HttpResponseRedirect(back)
    _remember(request, response, chosen)
    if isinstance(request.user, Person) and chosen:
        _keep(request.user, chosen)
    return response


def as_its_person_reads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """On a device that knows nothing yet, a page is as the person reads elsewhere. The device's own choice wins."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        is_known = LANGUAGE in request.COOKIES or settings.SESSION_COOKIE_NAME not in request.COOKIES
        if is_known or not isinstance(request.user, Person):
            return get_response(request)
        wanted = {name: value for name, value in _ways(request.user).items() if name not in request.COOKIES}
        request.COOKIES.update(wanted)
        with translation.override(request.COOKIES[LANGUAGE]):
            request.LANGUAGE_CODE = request.COOKIES[LANGUAGE]
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        _remember(request, response, wanted)
        return response

    return answer


def _ways(person: Person) -> Mapping[str, str]:
    return {
        LANGUAGE: person.language,
        TYPE: "large" if person.has_large_type else "usual",
        FURIGANA: "on" if person.has_furigana else "off",
    }


def _keep(person: Person, chosen: Mapping[str, str]) -> None:
    ways = {**_ways(person), **chosen}
    person.language = ways[LANGUAGE]
    person.has_large_type, person.has_furigana = ways[TYPE] == "large", ways[FURIGANA] == "on"
    person.save(update_fields=["language", "has_large_type", "has_furigana"])


def _remember(request: HttpRequest, response: HttpResponseBase, chosen: Mapping[str, str]) -> None:
    for name, value in chosen.items():
        if name not in response.cookies:
            response.set_cookie(name, value, max_age=_YEAR_S, samesite="Lax", secure=request.is_secure(), httponly=True)

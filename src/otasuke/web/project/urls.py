"""Addresses."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from otasuke.web.accounts.reading import reading
from otasuke.web.reaction.polling import feed
from otasuke.web.sensors.fetching import setup_script
from otasuke.web.ui import failing
from otasuke.web.ui import views as ui

handler400 = failing.malformed
handler403 = failing.forbidden
handler404 = failing.not_found
handler500 = failing.broken


def well(_: HttpRequest) -> HttpResponse:
    """Say that the web answers."""
    return HttpResponse("well", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("otasuke.web.portal.urls")),
    path("", include("otasuke.web.console.urls")),
    path("", include("otasuke.web.api.urls")),
    path("", include("otasuke.web.world.urls")),
    path("i/<str:code>", setup_script, name="setup-script"),
    path("feeds/<str:secret>/<str:file>", feed, name="feed"),
    path("", include("otasuke.web.join.urls")),
    path("", include("otasuke.web.public.urls")),
    path("well", well, name="well"),
    path("parts", ui.gallery, name="gallery"),
    path("reading", reading, name="reading"),
]

"""Addresses of joining up."""

from django.urls import path

from otasuke.web.join import live, setting_up, views

urlpatterns = [
    path("j/<str:secret>", views.show, name="join"),
    path("j/<str:secret>/later", views.later, name="join-later"),
    path("j/<str:secret>/who", views.who, name="join-who"),
    path("j/<str:secret>/cost", views.cost, name="join-cost"),
    path("j/<str:secret>/consent", views.consent, name="join-consent"),
    path("j/<str:secret>/consent.pdf", views.evidence, name="join-evidence"),
    path("j/<str:secret>/count", views.count, name="join-count"),
    path("j/<str:secret>/next", views.next_one, name="join-next"),
    path("j/<str:secret>/address", views.address, name="join-address"),
    path("j/<str:secret>/live", live.part, name="join-live"),
    path("j/<str:secret>/stream", live.stream, name="join-stream"),
    path("j/<str:secret>/devices/<uuid:device>/code", views.fresh_code, name="join-code"),
    path("j/<str:secret>/devices/<uuid:device>/name", views.name, name="join-name"),
    path("t", setting_up.enter, name="setup"),
    path("t/<str:code>", setting_up.with_code, name="setup-with"),
    path("t/<str:code>/live", setting_up.part, name="setup-live"),
]

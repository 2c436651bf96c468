"""The console's addresses of chats that are written to."""

from django.urls import path

from otasuke.web.console import chats

of_places = [
    path("console/places", chats.places, name="console-places"),
    path("console/places/new", chats.new_place, name="console-place-new"),
    path("console/places/<uuid:place>/try", chats.try_place, name="console-place-try"),
    path("console/places/<uuid:place>/remove", chats.remove_place, name="console-place-remove"),
    path("console/places/<uuid:place>/back", chats.bring_back, name="console-place-back"),
]

"""The application of the demo's world."""

from django.apps import AppConfig


class World(AppConfig):
    """What is made up."""

    name = "otasuke.web.world"
    label = "world"

"""The application of joining up."""

from django.apps import AppConfig


class Joining(AppConfig):
    """Companies that come in."""

    name = "otasuke.web.joining"
    label = "joining"

"""The application of reaction."""

from django.apps import AppConfig


class Reaction(AppConfig):
    """What is stopped, and how."""

    name = "otasuke.web.reaction"
    label = "reaction"

"""The application of morning sheets."""

from django.apps import AppConfig


class Mornings(AppConfig):
    """How the night was, and what is to be done today."""

    name = "otasuke.web.mornings"
    label = "mornings"

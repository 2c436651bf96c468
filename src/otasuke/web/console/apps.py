"""The application of the console."""

from django.apps import AppConfig


class Console(AppConfig):
    """What staff see."""

    name = "otasuke.web.console"
    label = "console"

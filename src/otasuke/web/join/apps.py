"""The application of the pages of joining up."""

from django.apps import AppConfig


class Join(AppConfig):
    """Pages for who was invited."""

    name = "otasuke.web.join"
    label = "join"

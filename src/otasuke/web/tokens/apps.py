"""The application of tokens."""

from django.apps import AppConfig


class Tokens(AppConfig):
    """Programs that ask in somebody's name."""

    name = "otasuke.web.tokens"
    label = "tokens"

"""The application of the API."""

from django.apps import AppConfig


class Api(AppConfig):
    """What programs see."""

    name = "otasuke.web.api"
    label = "api"

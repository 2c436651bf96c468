"""The application of incidents."""

from django.apps import AppConfig


class Incidents(AppConfig):
    """What somebody does about what was found."""

    name = "otasuke.web.incidents"
    label = "incidents"

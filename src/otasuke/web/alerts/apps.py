"""The application of alerts."""

from django.apps import AppConfig


class Alerts(AppConfig):
    """What was found at companies."""

    name = "otasuke.web.alerts"
    label = "alerts"

"""The application of sensors."""

from django.apps import AppConfig


class Sensors(AppConfig):
    """Devices that send."""

    name = "otasuke.web.sensors"
    label = "sensors"

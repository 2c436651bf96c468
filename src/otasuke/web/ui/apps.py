"""The application of the design system."""

from django.apps import AppConfig


class Ui(AppConfig):
    """Components, layouts and the gallery."""

    name = "otasuke.web.ui"
    label = "ui"

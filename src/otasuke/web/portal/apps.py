"""The application of the portal."""

from django.apps import AppConfig


class Portal(AppConfig):
    """What a customer's people see."""

    name = "otasuke.web.portal"
    label = "portal"

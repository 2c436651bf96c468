"""The application of the provider's own facts."""

from django.apps import AppConfig


class Provider(AppConfig):
    """Whose service this is."""

    name = "otasuke.web.provider"
    label = "provider"

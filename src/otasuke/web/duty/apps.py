"""The application of the rota."""

from django.apps import AppConfig


class Duty(AppConfig):
    """Who is on duty."""

    name = "otasuke.web.duty"
    label = "duty"

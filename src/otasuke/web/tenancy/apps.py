"""The application of tenancy."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class Tenancy(AppConfig):
    """Puts the guard before every connection."""

    name = "otasuke.web.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Called once by Django."""
        from otasuke.web.tenancy.guard import guard_connection

        connection_created.connect(guard_connection, dispatch_uid="tenancy.guard")

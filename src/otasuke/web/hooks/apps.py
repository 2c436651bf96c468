"""The application of web-hooks."""

from django.apps import AppConfig


class Hooks(AppConfig):
    """Programs of others are told what happened."""

    name = "otasuke.web.hooks"
    label = "hooks"

    def ready(self) -> None:
        """Called once by Django."""
        from otasuke.web.audit.services import listen
        from otasuke.web.hooks.services import tell_of_done

        listen(tell_of_done)

"""The application of messages."""

from django.apps import AppConfig


class Notify(AppConfig):
    """People are told."""

    name = "otasuke.web.notify"
    label = "notify"

    def ready(self) -> None:
        """Hear what the carrier tells of our texts and calls."""
        from otasuke.web.jobs.carriers import carrier_told
        from otasuke.web.notify.reports import heard

        carrier_told.connect(heard, dispatch_uid="notify.reports")

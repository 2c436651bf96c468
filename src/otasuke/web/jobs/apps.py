"""The application of background jobs."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """What is done later."""

    name = "otasuke.web.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Hear what the carrier tells of our texts."""
        from otasuke.web.jobs.carriers import carrier_told
        from otasuke.web.jobs.texts import heard

        carrier_told.connect(heard, dispatch_uid="jobs.texts")

"""The application of background jobs."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """What is done later."""

    name = "otasuke.web.jobs"
    label = "jobs"

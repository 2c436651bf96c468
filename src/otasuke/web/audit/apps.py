"""The application of the audit log."""

from django.apps import AppConfig


class Audit(AppConfig):
    """Who did what, in an order that nobody can change."""

    name = "otasuke.web.audit"
    label = "audit"

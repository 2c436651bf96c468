"""The application of contracts."""

from django.apps import AppConfig


class Contracts(AppConfig):
    """What customers buy, and how they agreed to it."""

    name = "otasuke.web.contracts"
    label = "contracts"

"""The application of customers."""

from django.apps import AppConfig


class Customers(AppConfig):
    """Companies that are protected."""

    name = "otasuke.web.customers"
    label = "customers"

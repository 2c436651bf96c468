"""The application of people."""

from django.apps import AppConfig


class Accounts(AppConfig):
    """People who sign in, and what they may do."""

    name = "otasuke.web.accounts"
    label = "accounts"

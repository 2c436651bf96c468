"""The application of the design system."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class Ui(AppConfig):
    """Components, layouts and the gallery."""

    name = "otasuke.web.ui"
    label = "ui"

    def ready(self) -> None:
        """What an empty field says, as people speak."""
        Field.default_error_messages["required"] = _("入れてください。")

"""The application of flows."""

from django.apps import AppConfig


class Flows(AppConfig):
    """What crosses areas."""

    name = "otasuke.web.flows"
    label = "flows"

    def ready(self) -> None:
        """Hear what people do to incidents."""
        from otasuke.web.flows.hearing import heard
        from otasuke.web.flows.taking import taken
        from otasuke.web.incidents.changing import changed

        changed.connect(heard, dispatch_uid="flows.hearing")
        changed.connect(taken, dispatch_uid="flows.taking")

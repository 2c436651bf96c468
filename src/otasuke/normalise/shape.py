"""Shapes live with the events, since detection reads them too."""

from otasuke.events.shape import Class, Keys, Shape, scalar_text, with_aliases

__all__ = ["Class", "Keys", "Shape", "scalar_text", "with_aliases"]

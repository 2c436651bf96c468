"""The four levels as shapes: never colour alone. Octagon with a handset, triangle, circle, shield."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from otasuke.advice.colour import Colour

CLASSES: Mapping[Colour, str] = MappingProxyType(
    {Colour.RED: "aka", Colour.YELLOW: "ki", Colour.BLUE: "ao", Colour.GREEN: "mi"}
)
_OUTLINES: Mapping[Colour, str] = MappingProxyType(
    {
        Colour.RED: "M5 0h6l5 5v6l-5 5H5l-5-5V5z",
        Colour.YELLOW: "M8 .5 16 15H0z",
        Colour.BLUE: "M8 .5a7.5 7.5 0 1 1 0 15a7.5 7.5 0 0 1 0-15z",
        Colour.GREEN: "M8 0l7 2.5v5C15 12 12 15 8 16C4 15 1 12 1 7.5v-5z",
    }
)
_GLYPHS: Mapping[Colour, str] = MappingProxyType(
    {
        Colour.RED: "M5 3.5c-1 .7-1 2 .2 4.200s3 4.300 4.600 4.800l1.800-1.500l-1.900-1.900l-1.200.6l-1.900-2l.7-1.200z",
        Colour.YELLOW: "M7.200 5.500h1.600v5H7.200zM7.200 11.600h1.600v1.600H7.200z",
        Colour.BLUE: "M7.200 3.600h1.600v1.700H7.200zM7.200 6.500h1.600v6H7.200z",
        Colour.GREEN: "M4.500 8l2.500 2.500l4.700-4.700l1.100 1.100L7 12.700L3.400 9.100z",
    }
)


def badge_shape(colour: Colour) -> str:
    """The shape for a badge, in the badge's own colours."""
    hole = f"{_OUTLINES[colour]}{_GLYPHS[colour]}"
    return (
        f'<svg viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="{hole}"/></svg>'
    )


def mark(colour: Colour, x: float, y: float, *, size: float, label: str) -> str:
    """The shape in a picture, with its middle there. label: already safe."""
    scale = size / 16
    place = f"translate({x - size / 2:.1f} {y - size / 2:.1f}) scale({scale:.3f})"
    return f'<g transform="{place}"><path class="{CLASSES[colour]}" d="{_OUTLINES[colour]}"><title>{label}</title></path></g>'

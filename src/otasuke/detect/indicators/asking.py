"""Asking whether something is an indicator, as an event would show it."""

from __future__ import annotations

import pyarrow as pa

from otasuke.detect.indicators.entries import entry_of
from otasuke.detect.indicators.fields import Shape
from otasuke.detect.indicators.indicator import KINDS, Indicator, Kind
from otasuke.detect.indicators.indicator_set import IndicatorSet
from otasuke.detect.indicators.lookup import shown
from otasuke.detect.indicators.observables import Network, Observable, written
from otasuke.detect.indicators.texts import texts_of

_SHAPES: dict[Kind, Shape] = {
    "address": Shape.ADDRESS,
    "domain": Shape.HOST,
    "url": Shape.PAGE,
    "file": Shape.FILE,
    "mail": Shape.MAIL,
    "ja3": Shape.JA3,
    "ja4": Shape.JA4,
}


def indicators_of(observable: Observable, indicators: IndicatorSet) -> list[Indicator]:
    """What of a set an event with this shows, whenever it counts: also the network of an address, the domain of a page."""
    if isinstance(observable, Network) and observable.network.num_addresses > 1:
        numbers = set(indicators.find(*entry_of(observable)))
    else:
        text = written(observable).removeprefix("ja3:")
        found = shown(_SHAPES[KINDS[type(observable)]], texts_of([pa.array([text])]), indicators)
        numbers = {number for _, number in found}
    return [indicators.indicator(number) for number in sorted(numbers)]

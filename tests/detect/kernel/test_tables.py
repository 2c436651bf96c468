"""The kernel's constants are those of the layout."""

from __future__ import annotations

from otasuke.detect.kernel import tables
from otasuke.detect.kernel.layout import AtomKind, Counter, IndexKind


def test_the_kernel_knows_every_kind_of_atom_by_its_number() -> None:
    for kind in AtomKind:
        assert getattr(tables, kind.name) == kind


def test_the_kernel_knows_every_counter_by_its_row() -> None:
    for counter in Counter:
        assert getattr(tables, f"COUNT_{counter.name}") == counter


def test_the_kernel_knows_every_kind_of_gram() -> None:
    for kind in IndexKind:
        assert getattr(tables, f"KIND_{kind.name}") == kind

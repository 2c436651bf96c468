"""Twin of `otasuke.normalise.window`."""

from __future__ import annotations

from otasuke.normalise.window import Window


def filled(*chunks: bytes) -> Window:
    window = Window(chunks, 5)
    window.fill()
    return window


def test_what_is_taken_comes_back_as_it_came_even_if_it_is_no_text() -> None:
    window = filled(b"a\xff", b"\xe5\xb1\xb1b")

    assert window.take(3) == (5, b"a\xff\xe5\xb1\xb1")
    assert window.offset == 10


def test_a_marker_is_found_across_chunks_and_its_absence_ends_at_the_end() -> None:
    window = filled(b"abc\n", b"{def")

    assert window.take_up_to("\n{", 0) == (5, 3, b"abc")
    assert window.take_up_to("\n{", 4) == (8, 5, b"\n{def")


def test_indentation_is_the_blanks_before_the_place() -> None:
    window = filled(b"[\n  {}, {}")
    window.take(4)
    indented = window.indentation()
    window.take(8)

    assert (indented, window.indentation()) == ("  ", "")

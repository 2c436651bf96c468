import pytest

from otasuke.advice.colour import Colour, colour_of


@pytest.mark.parametrize(
    ("level", "colour"),
    [
        ("critical", Colour.RED),
        ("high", Colour.YELLOW),
        ("medium", Colour.BLUE),
        ("low", Colour.BLUE),
        ("informational", Colour.BLUE),
        ("", Colour.BLUE),
        ("never heard of", Colour.BLUE),
    ],
)
def test_each_level_has_its_colour(level: str, colour: Colour) -> None:
    assert colour_of(level, blocked=False) is colour


@pytest.mark.parametrize("level", ["critical", "high", "medium", "low", "informational"])
def test_what_was_stopped_is_green(level: str) -> None:
    assert colour_of(level, blocked=True) is Colour.GREEN


def test_a_device_whose_grave_traffic_was_stopped_is_looked_at_today() -> None:
    assert colour_of("critical", blocked=True, inside=True) is Colour.YELLOW
    assert colour_of("high", blocked=True, inside=True) is Colour.GREEN


def test_every_colour_has_its_words() -> None:
    assert [(colour.value, colour.word) for colour in Colour] == [
        ("赤", "いますぐ電話"),
        ("黄", "今日中に"),
        ("青", "お知らせ"),
        ("緑", "止めました"),
    ]
    assert all(colour.english for colour in Colour)

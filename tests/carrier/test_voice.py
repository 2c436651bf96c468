from __future__ import annotations

from xml.etree.ElementTree import fromstring

from hypothesis import given
from hypothesis import strategies as st

from otasuke.carrier.voice import announcement, ask_again, thanks

ACTION = "https://a.example/carrier/callback?reference=r&key=ja"


def test_words_are_said_twice_and_a_key_is_asked_for() -> None:
    said = fromstring(announcement("止めました。", language="ja", action=ACTION))

    gathers = said.findall("Gather")
    assert [one.get("action") for one in gathers] == [ACTION, ACTION]
    assert all(one.get("numDigits") == "1" for one in gathers)
    assert {one.get("language") for one in said.iter("Say")} == {"ja-JP"}
    assert all(
        "止めました。" in (one.text or "") and "1を押して" in (one.text or "") for one in said.findall("Gather/Say")
    )


def test_who_is_only_told_is_asked_for_no_key() -> None:
    said = fromstring(announcement("We stopped it.", language="en", action=None))

    assert said.find("Gather") is None
    assert [one.text for one in said.findall("Say")] == ["We stopped it."] * 2


def test_after_thanks_it_is_over_and_after_another_key_it_is_not() -> None:
    assert fromstring(thanks("ja")).find("Hangup") is not None
    assert fromstring(ask_again("en", action=ACTION)).find("Gather") is not None


@given(st.text(max_size=60), st.sampled_from([None, ACTION]))
def test_whatever_is_said_is_markup(words: str, action: str | None) -> None:
    said = fromstring(announcement(words, language="ja", action=action).encode())

    assert {one.tag for one in said.iter()} <= {"Response", "Pause", "Gather", "Say"}

from advice.given import our_book
from otasuke.advice.advise import advise
from otasuke.advice.happening import Happening
from otasuke.cli.showing.advised import as_text


def test_the_three_lines_come_first_and_the_sheet_last() -> None:
    advice = advise(Happening("high", rule="beaconing"), our_book())

    lines = as_text(advice, {}).splitlines()

    assert lines[:2] == ["黄  今日中に", advice.title]
    assert [line[:2] for line in lines[3:6]] == ["1.", "2.", "3."]
    assert lines[-1] == "(detectors/beaconing.ja.md)"
    assert all(f"  □ {check}" in lines for check in advice.checklist)


def test_readings_stand_behind_their_kanji_in_japanese_alone() -> None:
    readings = {"機器": "きき"}

    japanese = as_text(advise(Happening("high", rule="neighbour-scan"), our_book()), readings)
    english = as_text(
        advise(Happening("high", rule="neighbour-scan", device="機器"), our_book(), language="en"), readings
    )

    assert "機器《きき》" in japanese
    assert "《" not in english

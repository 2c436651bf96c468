from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advice.given import our_book, small_files
from advice.given import sheet as given_sheet
from otasuke.advice.advise import Desk, advise
from otasuke.advice.book import read_book
from otasuke.advice.colour import Colour
from otasuke.advice.coverage import rendering_problems
from otasuke.advice.happening import Happening, LogKind
from otasuke.advice.meaning import Meaning
from otasuke.advice.sheet import LANGUAGES, Language

OFFICE = "3f6d2c1e-8a54-4b7e-9d20-5c1f0a7e4b11"
FULL = Happening(
    "critical",
    rule=OFFICE,
    log=LogKind("windows", "process_creation"),
    time=datetime(2026, 11, 24, 0, 42, tzinfo=UTC),
    device="KEIRI-02",
    person="tanaka",
    counterpart="http://evil.example/x",
    known_as={"KEIRI-02": "経理のパソコン"},
)
TEXTS = st.one_of(st.text(max_size=80), st.text(alphabet="「」{}[]()\u202e\n.:/@ab何", max_size=40))


def test_the_three_lines_are_filled_with_this_event() -> None:
    advice = advise(FULL, our_book(), desk=Desk("なにわ見守り舎", "06-0000-0119"))

    assert advice.colour is Colour.RED
    assert advice.lines == (
        (
            "経理のパソコンで、文書や表を開いたあとに、画面に出ない命令が動きました。"
            "11月24日（火）9:42のことです。使われた利用者名は「tanaka」です。相手は「evil[.]example」です。"
        ),
        "経理のパソコンは使わないでください。ほかのパソコンと電話は使えます。",
        (
            "経理のパソコンの線を抜いてください。Wi-Fiなら、Wi-Fiを切ってください。"
            "電源は切らず、06-0000-0119へお電話ください。"
        ),
    )
    assert "なにわ見守り舎" in advice.call


def test_without_any_value_the_sentences_are_whole() -> None:
    advice = advise(Happening("high", rule=OFFICE), our_book())

    assert advice.happened == "会社の機器で、文書や表を開いたあとに、画面に出ない命令が動きました。"
    assert (
        advice.now
        == "今日中に、返信かお電話で、次のことを教えてください。この時間に、メールで来た文書や表を開きましたか。"
    )


def test_the_twin_is_english() -> None:
    advice = advise(FULL, our_book(), language="en")

    assert advice.happened.startswith("On 経理のパソコン, commands that nobody sees ran after")
    assert advice.happened.endswith("The other side was “evil[.]example”.")


def test_an_english_sentence_begins_with_a_capital_letter() -> None:
    advice = advise(Happening("high", rule="neighbour-scan"), our_book(), language="en")

    assert advice.happened.startswith("A device of the company tries ")


def test_what_a_utm_has_stopped_says_so() -> None:
    advice = advise(Happening("high", tags=("attack.t1190",), blocked=True), our_book())

    assert advice.colour is Colour.GREEN
    assert advice.happened.endswith("守りの仕組みが、これを途中で止めました。")
    assert advice.work == "はい。いつも通りお使いください。"


def test_a_hijacked_device_is_not_well_because_it_was_stopped() -> None:
    advice = advise(Happening("critical", rule="beaconing", blocked=True), our_book())

    assert advice.colour is Colour.YELLOW


def test_nobody_is_told_to_unplug_a_cloud() -> None:
    tags = ("attack.defense-impairment",)

    cloud = advise(Happening("critical", tags=tags, log=LogKind("azure", "", "auditlogs")), our_book())
    computer = advise(Happening("critical", tags=tags, log=LogKind("windows"), device="A"), our_book())

    assert "線を抜いて" in computer.now
    assert "線" not in cloud.now
    assert cloud.happened.startswith("会社のMicrosoftの利用者名簿で")


def test_numbers_are_for_the_desk_alone() -> None:
    advice = advise(Happening("high", rule="beaconing", counterpart="203.0.113.5"), our_book())

    assert "203" not in "".join(advice.lines)
    assert "相手は「203[.]0[.]113[.]5」" in advice.checklist


@pytest.mark.parametrize("number", ["192.168.11.14", "08:00:27:3a:11:9c", "fe80::1"])
def test_a_device_that_is_a_number_cannot_be_found_by_its_owner(number: str) -> None:
    fortigate = LogKind("fortigate", "", "traffic")
    advice = advise(Happening("critical", rule="beaconing", device=number, log=fortigate), our_book())

    assert advice.happened.startswith("会社の機器が、決まった時間ごとに")  # and not: the box at the entrance
    assert "どのパソコンの線を抜くかをお伝えします。" in advice.now
    assert any(line.startswith("機器は「") for line in advice.checklist)


def test_a_number_that_the_customer_has_named_is_a_device() -> None:
    names = {"192.168.11.14": "経理のパソコン"}
    advice = advise(Happening("critical", rule="beaconing", device="192.168.11.14", known_as=names), our_book())

    assert advice.happened.startswith("経理のパソコンが")


@pytest.mark.parametrize("rule", ["new-device", "first-seen-login", "end-of-support"])
def test_who_is_asked_to_think_is_not_told_that_there_is_nothing_to_do(rule: str) -> None:
    advice = advise(Happening("low", rule=rule), our_book())

    assert "お電話ください" in advice.now or "ご相談ください" in advice.now


def test_what_we_do_about_this_comes_before_what_we_always_do() -> None:
    advice = advise(Happening("high", tags=("attack.t1059.001",)), our_book())

    assert advice.we == "命令の文を読んで、どちらかを見分けます。わかったことは、今日中にお知らせします。"


def test_nobody_is_told_to_unplug_a_computer_that_we_cannot_name() -> None:
    unknown = advise(Happening("critical", tags=("attack.t1055",), log=LogKind("windows")), our_book())

    assert "どのパソコンの線を抜くかをお伝えします。" in unknown.now


def test_the_desk_checks_what_is_special_first_and_nothing_twice() -> None:
    checklist = advise(FULL, our_book()).checklist

    assert checklist[0] == "開いた文書の名前と、送り主を聞く"
    assert len(checklist) == len(set(checklist)) > 5


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["critical", "high", "medium", "low", "informational"])
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_no_value_breaks_the_advice(
    language: Language, level: str, device: str, person: str, counterpart: str, rule: str
) -> None:
    happening = Happening(level, rule=rule, device=device, person=person, counterpart=counterpart)

    advice = advise(happening, our_book(), language=language)

    assert rendering_problems(advice) == []
    assert all("\n" not in line and "://" not in line and "\u202e" not in line for line in advice.lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("technique", "yes"),
    [("t1566.001", "worse"), ("t1136.001", "harmless"), ("t1091", "either"), ("t1190", "words")],
)
def test_what_a_yes_means_goes_with_the_question(technique: str, yes: str, language: Language) -> None:
    assert advise(Happening("high", tags=(f"attack.{technique}",)), our_book(), language=language).yes == yes


def test_a_question_that_does_not_say_what_a_yes_means_calls_and_calms_nobody() -> None:
    more = "## たずねること\nしましたか。\n"
    book = read_book(small_files(**{"rules__x.ja.md": given_sheet(more=more)}))

    assert advise(Happening("high", rule="x"), book).yes is Meaning.EITHER

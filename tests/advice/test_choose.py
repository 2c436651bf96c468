import pytest

from advice.given import english, sheet, small_files
from otasuke.advice.book import Book, Shelf, read_book
from otasuke.advice.choose import choose, log_keys
from otasuke.advice.happening import Happening, LogKind


@pytest.fixture(scope="module")
def book() -> Book:
    keys = "rules/my-rule detectors/beaconing indicators/address techniques/T1003 techniques/T1110.001 tactics/impact tactics/execution logsources/windows logsources/azure.signinlogs".split()
    files = {f"{key}.ja.md": sheet() for key in keys} | {f"{key}.en.md": english() for key in keys}
    files["techniques/T1059.ja.md"] = sheet(settings="ゆずる: はい")
    return read_book(small_files(**files))


@pytest.mark.parametrize(
    ("happening", "place"),
    [
        (Happening("low", rule="My-Rule", tags=("attack.t1003",)), (Shelf.RULE, "My-Rule")),
        (Happening("low", rule="learn/beaconing"), (Shelf.DETECTOR, "beaconing")),
        (Happening("low", rule="indicator.address"), (Shelf.INDICATOR, "address")),
        (Happening("low", tags=("attack.t1003.006",)), (Shelf.TECHNIQUE, "t1003")),
        (Happening("low", tags=("attack.T1110.001", "attack.impact")), (Shelf.TECHNIQUE, "T1110.001")),
        (Happening("low", tags=("attack.t1110",)), (Shelf.LOG_SOURCE, "any")),
        (Happening("low", tags=("attack.execution", "attack.impact")), (Shelf.TACTIC, "impact")),
        (Happening("low", tags=("attack.t9999", "attack.execution")), (Shelf.TACTIC, "execution")),
        (Happening("low", log=LogKind("windows", "process_creation")), (Shelf.LOG_SOURCE, "windows")),
        (Happening("low", log=LogKind("azure", "", "signinlogs")), (Shelf.LOG_SOURCE, "azure.signinlogs")),
        (Happening("low", tags=("cve.2021.1234", "odd")), (Shelf.LOG_SOURCE, "any")),
    ],
)
def test_the_sheet_that_says_most_is_chosen(book: Book, happening: Happening, place: tuple[Shelf, str]) -> None:
    choice = choose(happening, book, "ja")

    if place[0] is Shelf.LOG_SOURCE:
        assert (choice.shelf, choice.sheet.path) == (place[0], f"{place[0]}/{place[1]}.ja.md")
    else:
        assert (choice.shelf, choice.key) == place


def test_how_something_was_done_says_less_than_what_was_done(book: Book) -> None:
    choice = choose(Happening("low", tags=("attack.t1059.001", "attack.t1003.001")), book, "ja")

    assert choice.key == "t1003"


def test_a_log_is_known_by_its_narrowest_name_first() -> None:
    keys = list(log_keys(LogKind("windows", "process_creation", "security")))

    assert keys == [
        *("windows.security", "windows.process_creation", "security", "process_creation", "windows", "any"),
    ]

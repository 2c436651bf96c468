import pytest

from advice.given import english, our_book, sheet, small_files
from otasuke.advice.book import read_book
from otasuke.advice.wording import text_faults, wording_faults


def test_everything_that_we_say_is_plain() -> None:
    assert [str(fault) for fault in wording_faults(our_book())] == []


@pytest.mark.parametrize(
    ("happened", "fault"),
    [
        ("端末でした。", "'端末' is not plain; say 'パソコン'"),
        ("C2でした。", "'c2' is not plain"),
        ("機器でした", "a sentence has no end"),
        ("{devise}でした。", "{devise} is no placeholder"),
        ("[{device}でした。", "a bracket is open or closed alone"),
        ("とても" * 14 + "でした。", "46 characters are too many for a sentence"),
        ("これはだめだ。", "does not end in です or ます"),
        ("これでした。" * 30, "180 characters are too many for '何が起きたか'"),
        ("機器でした。", "'機器でし' has no reading in readings.toml"),
    ],
)
def test_what_nobody_understands_is_a_fault_with_its_line(happened: str, fault: str) -> None:
    book = read_book(small_files(**{"rules__x.ja.md": sheet(happened)}))

    found = [str(one) for one in wording_faults(book)]

    assert any(one.startswith("rules/x.ja.md:5: ") and fault in one for one in found), found


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("## 窓口の確認\n見る\n", "rules/x.ja.md:10: a line of a checklist begins with `- `"),
        ("## 窓口の確認\n- これをみます\n", "rules/x.ja.md:10: a line of a checklist is short"),
        ("## 窓口の確認\n- " + "あ" * 60 + "\n", "rules/x.ja.md:10: 62 characters are too many"),
    ],
)
def test_a_checklist_is_short(more: str, fault: str) -> None:
    book = read_book(small_files(**{"rules__x.ja.md": sheet(more=more)}))

    assert any(str(one).startswith(fault) for one in wording_faults(book))


def test_a_sheet_without_twin_or_procedure_is_a_fault() -> None:
    book = read_book(small_files(**{"rules__x.ja.md": sheet(settings="対応: nothing")}))

    found = [str(one) for one in wording_faults(book)]

    assert "rules/x.ja.md:1: it has no twin in en" in found
    assert "rules/x.ja.md:1: there is no procedure 'nothing'" in found


def test_a_base_that_leaves_something_unsaid_is_a_fault() -> None:
    files = small_files()
    files["procedures/base.ja.md"] = "# 土台\n## いま何をするか（赤）\nします。\n".encode()

    found = [str(one) for one in wording_faults(read_book(files))]

    assert "procedures/base.ja.md:1: it says nothing of 'いま何をするか' in 黄" in found
    assert "procedures/base.ja.md:1: it says nothing of 'いま何をするか' in 赤" not in found


def test_a_word_that_stands_in_for_a_value_is_plain_too() -> None:
    files = small_files()
    files["words.toml"] = files["words.toml"].replace('windows = "パソコン"'.encode(), 'windows = "端末"'.encode())

    found = [str(one) for one in wording_faults(read_book(files))]

    assert "words.toml:1: '端末': '端末' is not plain; say 'パソコン'" in found


def test_latin_words_are_forbidden_only_as_words() -> None:
    book = our_book()

    assert text_faults("It skips this.", book, "en") == []
    assert text_faults("The endpoint was hit!", book, "en") != []


ASKS = "## たずねること\nしましたか。\n"


@pytest.mark.parametrize(
    ("settings", "more", "fault"),
    [
        ("", ASKS, "it asks something, and does not say what a yes means"),
        ("はいなら: いそぐ", ASKS, "it asks something, and does not say what a yes means"),
        ("はいなら: 急ぐ", "", "it says 'はいなら', and asks nothing"),
        ("はいなら: 急ぐ", ASKS, "only one of the twins asks something"),
    ],
)
def test_a_question_says_what_a_yes_means(settings: str, more: str, fault: str) -> None:
    files = {"rules__x.ja.md": sheet(settings=settings, more=more), "rules__x.en.md": english()}

    found = [str(one) for one in wording_faults(read_book(small_files(**files)))]

    assert any(one.startswith(f"rules/x.ja.md:1: {fault}") for one in found), found

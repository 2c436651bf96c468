from otasuke.advice.sheet import Fault
from otasuke.advice.words import PLACEHOLDERS, read_words


def test_tables_are_read_by_language() -> None:
    faults: list[Fault] = []

    words = read_words("words.toml", {"forbidden": {"ja": {"C2": "相手"}}, "devices": {"en": {"any": "it"}}}, faults)

    assert dict(words.forbidden["ja"]) == {"c2": "相手"}
    assert dict(words.devices["en"]) == {"any": "it"}


def test_what_is_missing_is_a_fault() -> None:
    faults: list[Fault] = []

    read_words("words.toml", {"missing": {"ja": {"person": 1}}}, faults)

    messages = [fault.message for fault in faults]
    assert "[missing.ja] person is no text" in messages
    assert sum("does not say what stands for" in message for message in messages) == 2 * (len(PLACEHOLDERS) - 1)
    assert sum('needs "any"' in message for message in messages) == 2

from otasuke.advice.meaning import WRITTEN, Meaning, meaning_in


def test_every_meaning_can_be_written() -> None:
    assert set(WRITTEN.values()) == set(Meaning)


def test_what_is_not_written_or_not_known_means_nothing() -> None:
    assert meaning_in({"はいなら": "急ぐ"}) is Meaning.WORSE
    assert meaning_in({"はいなら": "いそぐ"}) is meaning_in({}) is None

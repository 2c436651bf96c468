import pytest

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.reading import table_of, text_of, texts_of
from otasuke.detect.parse.yaml_tree import Table, read_documents


def table(text: str) -> Table:
    [document] = read_documents(text.encode())
    assert isinstance(document, Table)
    return document


def test_absent_and_null_texts_are_empty() -> None:
    assert [text_of(table("a: ~\nb: x"), key) for key in "abc"] == ["", "x", ""]


def test_a_single_text_counts_as_a_list() -> None:
    document = table("a: x\nb: [y, ~, z]\n")

    assert [texts_of(document, key) for key in "abc"] == [("x",), ("y", "z"), ()]


@pytest.mark.parametrize(
    ("read", "message"),
    [(text_of, '"a" must be text'), (texts_of, '"a" must be text or a list of texts')],
)
def test_a_map_is_no_text(read: object, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        read(table("a: {b: c}"), "a")  # type: ignore[operator]


def test_a_map_that_is_missing_or_no_map_is_said() -> None:
    with pytest.raises(RuleError, match='"b" is missing'):
        table_of(table("a: 1"), "b")
    with pytest.raises(RuleError, match='"a" must be a map'):
        table_of(table("a: 1"), "a")

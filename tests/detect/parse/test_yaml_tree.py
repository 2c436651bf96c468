from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.yaml_tree import MAX_FILE_BYTES, Items, Scalar, Table, read_documents


def read(text: str | bytes) -> object:
    [document] = read_documents(text if isinstance(text, bytes) else dedent(text).encode())
    return plain(document)


def plain(node: object) -> object:
    if isinstance(node, Table):
        return {key: plain(value) for key, value in node.nodes.items()}
    if isinstance(node, Items):
        return [plain(value) for value in node.nodes]
    assert isinstance(node, Scalar)
    return node.text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("4624", "4624"),
        ("'0777'", "0777"),
        ("0777", "511"),
        ("0x1F", "31"),
        ("'0x1F'", "0x1F"),
        ("1_000", "1000"),
        ("1:30", "1:30"),
        ("1.50", "1.50"),
        ("-5", "-5"),
        ("2024-01-31", "2024-01-31"),
        ("true", "true"),
        ("True", "true"),
        ("'True'", "True"),
        ("FALSE", "false"),
        ("yes", "yes"),
        ("No", "No"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", ""),
        ("'null'", "null"),
        ("!!str null", "null"),
        ("'C:\\Windows'", "C:\\Windows"),
        ('"a\\tb"', "a\tb"),
    ],
)
def test_a_value_is_the_text_it_was_written_as(written: str, text: str | None) -> None:
    assert read(f"field: {written}") == {"field": text}


def test_block_scalars_keep_their_lines() -> None:
    assert read("a: |\n  one\n  two\n") == {"a": "one\ntwo\n"}


def test_a_key_that_looks_like_a_number_stays_as_it_is_written() -> None:
    assert read("0x10: a\ntrue: b\n") == {"0x10": "a", "true": "b"}


def test_every_node_knows_its_line() -> None:
    [table] = read_documents(b"a: 1\nb:\n  - x\n  - y\n")

    assert isinstance(table, Table)
    assert table.lines == {"a": 1, "b": 2}
    items = table.nodes["b"]
    assert isinstance(items, Items)
    assert [node.line for node in items.nodes] == [3, 4]


def test_byte_order_mark_and_carriage_returns_are_no_problem() -> None:
    assert read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


def test_aliases_and_merge_keys_are_followed() -> None:
    assert read("x: &x {a: 1, b: 2}\ny: *x\nz: {<<: *x, b: 3}\n") == {
        "x": {"a": "1", "b": "2"},
        "y": {"a": "1", "b": "2"},
        "z": {"b": "3", "a": "1"},
    }


def test_empty_documents_are_left_out() -> None:
    assert list(read_documents(b"---\n---\n# nothing\n")) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\nb: 2\na: 3\n", 'line 3: the key "a" is there twice, first in line 1'),
        (b"a: 1\n? [x]\n: 2\n", "line 2: a key must be text"),
        (b"~: 2\n", "line 1: a key must be text"),
        (b"a: 1\nb: \xff\n", "line 2: the file is not UTF-8: invalid start byte"),
        (b"a: [1\n", "line 2: not valid YAML: did not find expected ',' or ']'"),
        (b"a: \x01\n", "line 1: not valid YAML: control characters are not allowed"),
        (b"a: &a [*a]\n", "line 1: the YAML alias *a has no finished anchor"),
        (b"a: !!python/name:os.system x\n", 'the YAML tag "tag:yaml.org,2002:python/name:os.system" is not allowed'),
        (b"a: {<<: 1}\n", 'the merge key "<<" needs a map'),
        (b"[" * 100_000, "nested deeper than 40 levels"),
        (b"{" * 100_000, "nested deeper than 40 levels"),
        (b"- " * 100_000, "nested deeper than 40 levels"),
        (b"x" * (MAX_FILE_BYTES + 1), "more than 524288"),
        (b"\n%TAG ! x" * 10_000, "more than 8 YAML directives"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(data: bytes, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        list(read_documents(data))

    assert message in f"line {caught.value.line}: {caught.value.message}"


def test_aliases_cannot_expand_without_bound() -> None:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 12)]

    with pytest.raises(RuleError, match="expand to too much"):
        list(read_documents(("l0: &l0 [x, x, x, x]\n" + "".join(levels)).encode()))


@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"#%?,\n ~<", max_size=60).map(str.encode))
def test_any_bytes_are_read_or_said_to_be_broken(data: bytes) -> None:
    with suppress(RuleError):
        assert None not in list(read_documents(data))

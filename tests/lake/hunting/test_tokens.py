"""What could be an indicator is found in any text, wherever the pieces are cut."""

from __future__ import annotations

import pyarrow as pa
import pytest

from otasuke.lake.hunting import tokens
from otasuke.lake.hunting.keys import key_of
from otasuke.lake.hunting.tokens import address_of, tokens_in


def named(*texts: str | None) -> dict[int, list[int]]:
    found = tokens_in(pa.array(texts, pa.string())).names
    return {number: found.texts[found.numbers == number].tolist() for number in set(found.numbers.tolist())}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("see http://Evil.com/A/b.html?x=1#top.", "evil.com"),
        ("see http://Evil.com/A/b.html?x=1#top.", "evil.com/a/b.html?x=1"),
        ("mail from a.b@mail.evil.co.jp.", "evil.co.jp"),
        ("--evil.com--", "evil.com"),
        ("------------evil.com............", "evil.com"),
        ("接続先evil.comへ", "evil.com"),
        ("MD5=D41D8CD98F00B204E9800998ECF8427E,X", "d41d8cd98f00b204e9800998ecf8427e"),
        ("u=http://a.example/?u=http://b.example/x", "b.example/x"),
    ],
)
def test_a_name_is_found_in_text(text: str, name: str) -> None:
    assert named("nothing", text).get(key_of(name.encode())) == [1]


@pytest.mark.parametrize(
    "text", ["C:\\a\\b.exe", "6.3.9600.17415", "d41d8cd98f00b204e9800998ecf8427eX", "nothing", "", "a.b.c1.2"]
)
def test_what_can_be_no_indicator_takes_no_room(text: str) -> None:
    assert named(text) == {}


def test_addresses_are_numbers_and_mapped_ones_are_of_version_4() -> None:
    found = tokens_in(
        pa.array(
            ["10.0.0.1:80 1.2.3.4.5", None, "[2001:db8::1]:443 src:fe80::1", "::ffff:a00:2", "std::fs::a 12:34:56"]
        )
    )

    assert list(zip(found.version_4.numbers.tolist(), found.version_4.texts.tolist(), strict=True)) == [
        (10 << 24 | 1, 0),
        (10 << 24 | 2, 3),
    ]
    assert set(zip(found.version_6.numbers.tolist(), found.version_6.texts.tolist(), strict=True)) == {
        (0x20010DB8 << 32, 2),
        (0xFE80 << 48, 2),
    }


def test_places_are_right_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_PIECE_BYTES", 30)
    texts = [f"x{number} host{number}.example.org" for number in range(50)]

    found = named(*texts)

    assert [found[key_of(f"host{number}.example.org".encode())] for number in range(50)] == [
        [number] for number in range(50)
    ]
    assert found[key_of(b"example.org")] == list(range(50))


def test_a_hostile_text_takes_no_time() -> None:
    texts = [
        "." * 300_000 + "evil.com" + "-" * 300_000,
        "a." * 300_000,
        ":" * 300_000,
        "http://" + "/" * 300_000 + "x",
        "://" * 100_000,
    ]

    found = tokens_in(pa.array(texts))

    assert key_of(b"evil.com") in found.names.numbers.tolist()


@pytest.mark.parametrize(
    ("run", "address"),
    [(b"10.0.0.1.", (4, 167772161)), (b"010.0.0.1", None), (b":fe80::1:", (6, 0xFE80 << 112 | 1)), (b"::ffff:10.0.0.1", (4, 167772161)), (b"::1", (6, 1)), (b"a:b", None)],
)  # fmt: skip
def test_an_address_is_read_without_the_signs_around_it(run: bytes, address: tuple[int, int] | None) -> None:
    assert address_of(run) == address

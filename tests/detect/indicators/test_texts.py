"""Pieces of values, and the value that each comes from."""

from __future__ import annotations

import pyarrow as pa

from otasuke.detect.indicators import texts as of
from otasuke.detect.indicators.texts import Pieces, Texts, texts_of


def said(pieces: Pieces) -> list[tuple[int, str]]:
    text = pieces.text.tobytes()
    bounds = zip(pieces.owners.tolist(), pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
    return sorted((owner, text[start:end].decode()) for owner, start, end in bounds)


def of_values(*values: str | None) -> Texts:
    return texts_of([pa.array(values, pa.string())])


def test_values_of_several_arrays_are_counted_on() -> None:
    sliced = pa.array(["x", "b", None]).slice(1)

    texts = texts_of([pa.array(["a"]), sliced, pa.array(["z" * 5000], pa.large_string())])

    assert texts.texts.to_pylist() == ["a", "b", "", ""]
    assert said(of.whole(texts)) == [(0, "a"), (1, "b")]


def test_a_domain_is_itself_and_what_is_above_it() -> None:
    pieces = of.domains(of_values("", "a.b.example.jp", None, "com", "..", "x.jp"))

    assert said(pieces) == sorted(
        [(1, "a.b.example.jp"), (1, "b.example.jp"), (1, "example.jp"), (3, "com"), (4, ".."), (4, "."), (5, "x.jp")]
    )


def test_only_the_last_sixteen_labels_are_looked_at() -> None:
    pieces = said(of.domains(of_values("a." * 40 + "jp")))

    assert len(pieces) == 16
    assert (0, "a." * 15 + "jp") in pieces


def test_addresses_are_bytes_and_the_mapped_ones_are_of_version_4() -> None:
    fours, sixes = of.addresses(
        of_values("10.0.0.1", "x", "::ffff:10.0.0.2", "[2001:db8::1]", "1.2.3.4.5", "256.1.1.1", "fe80::1%eth0")
    )

    assert [(bytes(row), owner) for row, owner in zip(fours[0], fours[1].tolist(), strict=True)] == [
        (b"\n\0\0\1", 0),
        (b"\n\0\0\2", 2),
    ]
    assert sixes[1].tolist() == [3, 6]


def test_a_mask_keeps_the_prefix() -> None:
    (packed, _), _ = of.addresses(of_values("203.0.113.255"))

    assert [of.masked(packed, prefix).tolist()[0] for prefix in (0, 8, 25, 32)] == [
        [0, 0, 0, 0],
        [203, 0, 0, 0],
        [203, 0, 113, 128],
        [203, 0, 113, 255],
    ]


def test_hosts_lose_ports_brackets_and_dots_at_the_end() -> None:
    texts = of.hosts(of_values("Evil.COM.", "evil.com:80", "[2001:DB8::1]:443", "2001:db8::1", "a;b:1", ""))

    assert texts.texts.to_pylist() == ["evil.com", "evil.com", "2001:db8::1", "2001:db8::1", "a", "b", ""]
    assert texts.owners.tolist() == [0, 1, 2, 3, 4, 4, 5]


def test_the_host_of_a_page() -> None:
    texts = of.page_hosts(of_values("http://u@Evil.com:80/a", "/a", "evil.com/a", "https://[::1]/"))

    assert texts.texts.to_pylist() == ["evil.com", "evil.com", "::1"]
    assert texts.owners.tolist() == [0, 2, 3]


def test_hashes_and_mail_addresses_are_found_in_what_stands_around_them() -> None:
    md5 = "d41d8cd98f00b204e9800998ecf8427e"

    assert of.hashes(of_values(f"MD5={md5.upper()},IMPHASH=x")).texts.to_pylist() == [md5]
    mails = of.mail_addresses(of_values("A <a@B.jp>, c@d.jp"))
    assert mails.texts.to_pylist() == ["a@b.jp", "c@d.jp"]
    assert of.mail_domains(mails).texts.to_pylist() == ["b.jp", "d.jp"]

"""Inputs that nobody should have to read: broken samples, made-up records, and bombs."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from fuzz.corpus import Corpus

Maker: TypeAlias = Callable[[Random, Corpus, bytes], bytes]

_TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\r", b"\r\n", b"\n\n", b"\t", b"\"", b"'", b"\\", b"\\u0000",
    b"\\ud800", b"{", b"}", b"[", b"]", b"<", b">", b"</", b"<![CDATA[", b"]]>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"|", b"=",
    b",", b":", b": ", b"- ", b"%", b"%s", b"*", b"?", b"(", b")", b"null", b"true", b"NaN", b"-0", b"1e999", b"9" * 40, b"-" * 30,
    b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59.999999999+23:59", b"99999999999999999999", b"<134>", b"CEF:0|", b"LEEF:2.0|",
    b"ElfFile\0", b"&a ", b"*a ", b"<<: ", b"!!python/object:os.system", b"---\n", b"\xe2\x80\xa8", "日本語".encode("cp932"),
)  # fmt: skip
_WORDS = (
    "|contains", "|endswith", "|startswith", "|all", "|re", "|re|i|m|s", "|base64", "|base64offset|contains", "|wide", "|windash",
    "|cidr", "|fieldref", "|expand", "|exists", "|lt", "|gte", "|cased", "|hour", "|nonsense",
)  # fmt: skip
_PATTERNS = (
    "(a+)+$",
    "(a|a)*b",
    "x{1,999999}",
    "[",
    "(?<=a)b",
    "\\",
    "(?i",
    "a" * 300,
    "%name%",
    "*" * 50,
    "?*" * 40,
    "::/0",
    "",
    "日",
)
_CONDITION_WORDS = (
    "and",
    "or",
    "not",
    "(",
    ")",
    "1 of",
    "all of",
    "them",
    "a",
    "b",
    "a*",
    "*",
    "|",
    "count()",
    "1",
    "of",
)


def mutated(random: Random, corpus: Corpus, seed: bytes) -> bytes:
    """The seed with a few small accidents."""
    data = bytearray(seed)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        random.choice(_ACCIDENTS)(random, corpus, data)
    return bytes(data)


def made_up_json(random: Random, corpus: Corpus, _seed: bytes) -> bytes:
    """Objects with known member names and values of any type, on one or several lines."""
    lines = [
        json.dumps(_value(random, corpus, 4), ensure_ascii=random.random() < 0.5) for _ in range(random.randint(1, 3))
    ]
    return random.choice(("\n", "\n", "\r\n", ",", "")).join(lines).encode(errors="surrogatepass")


def made_up_lines(random: Random, corpus: Corpus, seed: bytes) -> bytes:
    """Words of the seed and hostile tokens in any order."""
    words = seed.split() or [b""]
    parts = [random.choice(words if random.random() < 0.7 else _TOKENS) for _ in range(random.randint(1, 40))]
    separators = (b" ", b"\t", b"|", b",", b";", b"=", b"\n")
    return b"".join(part + random.choice(separators) for part in parts)


def random_bytes(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    start = random.choice(
        (b"", b"", b"{", b"<", b"ElfFile\0", b"#separator ", b"<34>1 ", b"type=", b"\xff\xfe", b"\xfe\xff")
    )
    return start + random.randbytes(random.randint(0, 400))


def odd_encoding(random: Random, _corpus: Corpus, seed: bytes) -> bytes:
    """The seed in another encoding, cut at any byte."""
    text = seed.decode(errors="replace")
    encoding = random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "euc_jp", "utf-7", "utf-8-sig"))
    data = text.encode(encoding, errors="replace")
    return data[random.randint(0, 3) : len(data) - random.randint(0, 3)]


def truncated(random: Random, _corpus: Corpus, seed: bytes) -> bytes:
    return seed[: random.randint(0, len(seed))]


def deeply_nested(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    depth = random.choice((10, 65, 200, 1100, 20_000))
    opening, closing = random.choice(
        ((b'{"a":', b"}"), (b"[", b"]"), (b"<a>", b"</a>"), (b"{a: ", b"}"), (b"(", b")"), (b"- ", b""))
    )
    return opening * depth + b"1" + closing * random.choice((depth, depth, depth - 1, 0))


def huge_line(random: Random, _corpus: Corpus, seed: bytes) -> bytes:
    """A line of about a megabyte: one value, one name, or one pattern that never ends."""
    size = random.choice((100_000, 1_000_000, 1_100_000))
    unit = random.choice(
        (
            b"a",
            b" ",
            b"=",
            b'"',
            b"\\",
            b"|",
            b",",
            b"a=b ",
            b"\0",
            b"-",
            b"[",
            b"(",
            b'""',
            b"1",
            b":",
            b"\xe3\x81\x82",
        )
    )
    filling = unit * (size // len(unit))
    shape = random.randrange(4)
    if shape == 0:
        return filling
    if shape == 1:
        return seed[: len(seed) // 2] + filling + seed[len(seed) // 2 :]
    if shape == 2:
        return b'{"EventID":1,"Channel":"x","a":' + json.dumps(filling.decode(errors="replace")).encode() + b"}"
    return seed + filling


def long_names(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    """A long name around many members: their paths together would be far longer than the input."""
    width = random.choice((100, 2_000, 40_000))
    members = b",".join(b'"%d":1' % number for number in range(random.choice((10, 500, 20_000))))
    outer = random.choice(
        (
            b"",
            b'"eventSource":1,"eventName":2,"awsRegion":3,',
            b'"event_type":"dns","src_ip":1,',
            b'"EventID":1,"Channel":"S",',
        )
    )
    return b'{%s"%s":{"%s":{%s}}}' % (outer, b"k" * width, b"l" * width, members)


def many_lines(random: Random, corpus: Corpus, seed: bytes) -> bytes:
    """Samples one below the other, with a hostile line between."""
    lines = [
        random.choice((seed, random.choice(corpus.logs)[:2000], random.choice(_TOKENS)))
        for _ in range(random.randint(2, 12))
    ]
    return b"\n".join(lines)


def yaml_bomb(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    """Aliases of aliases, in a list, in a map, and in a rule's detection."""
    width, depth = random.choice(((2, 40), (9, 9), (50, 4)))
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]" for level in range(1, depth)]
    rule = f"title: x\nlogsource: {{category: a}}\ndetection:\n  a: *a{depth - 1}\n  condition: a\n"
    merge = "b: &b {x: 1}\n" + "".join(f"c{level}:\n  <<: [*b, *b]\n" for level in range(50))
    return "\n".join((*lines, random.choice((rule, merge, "")))).encode()


def made_up_rule(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    """A rule with any modifiers, any patterns and any condition."""
    fields = "\n".join(
        f"    F{number}{''.join(random.choices(_WORDS, k=random.randint(0, 4)))}: {json.dumps(_pattern(random))}"
        for number in range(random.randint(1, 6))
    )
    condition = " ".join(random.choices(_CONDITION_WORDS, k=random.choice((1, 3, 8, 30, 3000))))
    logsource = random.choice(("{category: x}", "{}", "[]", "x", "{product: 1, service: [y]}", "{category: null}"))
    return f"title: t\nlogsource: {logsource}\ndetection:\n  a:\n{fields}\n  b: [k, 1, null]\n  condition: {json.dumps(condition)}\n".encode()


def made_up_correlation(random: Random, _corpus: Corpus, _seed: bytes) -> bytes:
    kind = random.choice(
        ("event_count", "value_count", "temporal", "temporal_ordered", "value_percentile", "x", "1", "[]")
    )
    bound = random.choice(("{gte: 1}", "{gte: x}", "{}", "a and not (b or c)", "{lt: 1e999, field: [a, b]}", "null"))
    span = random.choice(("1m", "99999999999999d", "-1s", "0", "x", "1M", "null", "[1m]"))
    rules = random.choice(("[a, b]", "t", "[]", "[t, t]", "{a: b}", "null"))
    return (
        f"title: t\nname: {random.choice('abt')}\ncorrelation:\n  type: {kind}\n  rules: {rules}\n  group-by: [x]\n"
        f"  timespan: {span}\n  condition: {bound}\n---\ntitle: t\nlogsource: {{product: x}}\nfilter: {{rules: [a], selection: 1}}\n"
    ).encode()


LOG_MAKERS: tuple[tuple[Maker, int], ...] = (
    (mutated, 4000),
    (made_up_json, 1500),
    (made_up_lines, 1200),
    (random_bytes, 800),
    (odd_encoding, 800),
    (truncated, 800),
    (many_lines, 500),
    (deeply_nested, 40),
    (long_names, 8),
    (huge_line, 8),
)
RULE_MAKERS: tuple[tuple[Maker, int], ...] = (
    (mutated, 4000),
    (made_up_rule, 3000),
    (made_up_correlation, 1000),
    (truncated, 800),
    (random_bytes, 500),
    (odd_encoding, 300),
    (yaml_bomb, 60),
    (deeply_nested, 40),
    (huge_line, 4),
)


def _pattern(random: Random) -> object:
    one = random.choice((*_PATTERNS, None, True, 1, 1.5, [], {}))
    return [_pattern(random) for _ in range(random.randint(0, 3))] if random.random() < 0.2 else one


def _value(random: Random, corpus: Corpus, depth: int) -> object:
    kind = random.randrange(8) if depth < 4 else 7
    if depth and kind > 5:
        names = random.choices(corpus.keys, k=random.randint(0, 8 if depth == 4 else 3))
        return {name: _value(random, corpus, depth - 1) for name in names}
    if depth and kind == 5:
        return [_value(random, corpus, depth - 1) for _ in range(random.randint(0, 3))]
    scalars = (
        None,
        True,
        -1,
        2**63,
        10**30,
        1e308,
        0.1,
        "",
        "x",
        "\0",
        "1711691940",
        "2024-03-29T05:59:00Z",
        "日本",
        "\ud800",
        "[1]",
        '{"a":1}',
    )
    return random.choice((*scalars, random.choice(corpus.keys)))


def _place(random: Random, data: bytearray) -> int:
    return random.randint(0, len(data))


def _flip(random: Random, _corpus: Corpus, data: bytearray) -> None:
    if data:
        data[random.randrange(len(data))] = random.randrange(256)


def _insert(random: Random, _corpus: Corpus, data: bytearray) -> None:
    place = _place(random, data)
    data[place:place] = random.choice(_TOKENS) * random.choice((1, 1, 1, 2, 30))


def _delete(random: Random, _corpus: Corpus, data: bytearray) -> None:
    start = _place(random, data)
    del data[start : start + random.choice((1, 2, 10, 100))]


def _repeat(random: Random, _corpus: Corpus, data: bytearray) -> None:
    start = _place(random, data)
    data[start:start] = data[start : start + random.choice((1, 5, 40))] * random.choice((1, 2, 20))


def _splice(random: Random, corpus: Corpus, data: bytearray) -> None:
    other = random.choice(corpus.logs)[:4000]
    data[_place(random, data) :] = other[random.randint(0, len(other)) :]


def _number(random: Random, _corpus: Corpus, data: bytearray) -> None:
    digits = [place for place, byte in enumerate(data[:4000]) if 48 <= byte <= 57]
    if digits:
        place = random.choice(digits)
        data[place : place + 1] = random.choice(
            (b"", b"-1", b"1e5", b"99999999999999999999", b"0x41", struct.pack("<Q", 2**63))
        )


_ACCIDENTS = (_flip, _flip, _insert, _insert, _delete, _repeat, _splice, _number)

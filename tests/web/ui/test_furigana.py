"""ふりがな on pages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from finding_cast import OPENED, OURS, USB, arrive, detection
from otasuke.advice.furigana import KANJI, furigana, unread
from otasuke.web.accounts.models import Person
from otasuke.web.notify.models import Message
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.furigana import above, readings
from portal_cast import browser_of, join
from portal_pages import heard
from web_texts import texts

WORDS = {"今日": "きょう", "会社": "かいしゃ"}
AREAS = ("hooks", "join", "portal", "tokens", "ui")
"""What owners read."""
_RUBY = re.compile(r"<ruby>([^<]*)<rt>([^<]*)</rt></ruby>")


def test_kanji_get_their_readings_and_nothing_else_changes() -> None:
    assert above('<p class="今日">今日&amp;x</p>', WORDS) == (
        '<p class="今日"><span><ruby>今日<rt>きょう</rt></ruby>&amp;x</span></p>'
    )


@pytest.mark.parametrize(
    "page",
    [
        "<head><title>今日</title></head>",
        '<svg role="img"><text>今日</text></svg>',
        "<textarea>今日</textarea>",
        "<select><option>今日</option></select>",
        "<!-- 今日 -->",
        '<a title="今日 > 会社">x</a>',
        '<span translate="no">今日<b>会社</b></span>',
        "<ruby>今日<rt>こんにち</rt></ruby>",
    ],
)
def test_what_can_bear_no_readings_is_left_alone(page: str) -> None:
    assert above(page, WORDS) == page
    assert above(page + "今日", WORDS) == page + "<ruby>今日<rt>きょう</rt></ruby>"


def test_a_name_is_read_as_its_bearer_says() -> None:
    page = '<p><bdi translate="no" data-kana="今日=こんにち|社=&lt;i&gt;">今日&amp;社</bdi>今日</p>'

    assert above(page, WORDS) == (
        '<p><bdi translate="no" data-kana="今日=こんにち|社=&lt;i&gt;"><span><ruby>今日<rt>こんにち</rt></ruby>&amp;'
        "<ruby>社<rt>&lt;i&gt;</rt></ruby></span></bdi><ruby>今日<rt>きょう</rt></ruby></p>"
    )


@given(st.text(alphabet="今日会社<>/=\"'&;- abdipsvg!", max_size=60))
def test_taken_away_again_the_page_is_what_it_was(page: str) -> None:
    made = above(page, WORDS)

    assert (
        re.sub(
            r"<ruby>(今日|会社)<rt>(きょう|かいしゃ)</rt></ruby>",
            r"\1",
            made.replace("<span>", "").replace("</span>", ""),
        )
        == page
    )


def test_every_text_that_owners_read_has_readings() -> None:
    missing = [
        f"{text.place}: {word!r} of {text.words!r} has no reading"
        for text in texts(*AREAS)
        for word in unread(text.words, readings())
    ]

    assert not missing, "\n".join(missing)


def test_no_compound_is_read_kanji_by_kanji() -> None:
    """人 and 物 are known, and still 人物 is じんぶつ."""
    doubtful = [
        f"{text.place}: {one.text + other.text!r} of {text.words!r} needs a reading of its own"
        for text in texts(*AREAS)
        for one, other in pairwise(furigana(text.words, readings()))
        if one.reading and other.reading and len(one.text) == len(other.text) == 1
    ]

    assert not doubtful, "\n".join(doubtful)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("11月23日 21:15", "11がつ23にち 21:15"),
        ("2027年3月31日でおわります", "2027ねん3がつ31にちでおわります"),
        ("30分のあいだ、一度だけ使えます。", "30ぷんのあいだ、いちどだけつかえます。"),
        ("1分ほどで届きます。2分前", "1ぷんほどでとどきます。2ふんまえ"),
        (
            "会社・人物・電話番号・数字はすべて架空です。",
            "かいしゃ・じんぶつ・でんわばんごう・すうじはすべてかくうです。",
        ),
        ("それまでは見守れません。", "それまではみまもれません。"),
        ("迷惑メールの入れ物も見てください。", "めいわくメールのいれものもみてください。"),
    ],
)
def test_readings_are_those_that_people_say(text: str, spoken: str) -> None:
    assert "".join(run.reading or run.text for run in furigana(text, readings())) == spoken


@pytest.fixture
def inamori(companies) -> Person:
    person = Person.objects.create(name="稲森 修", name_kana="イナモリ オサム", email="inamori@minori.example")
    join(person, companies.minori, "owner")
    return person


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/history",
        "/devices/cards",
        "/messages",
        "/devices",
        "/contract",
        "/ask",
        "/people",
        "/people/invite",
        "/me",
    ],
)
def test_every_page_of_an_owner_is_read_out(inamori: Person, address: str) -> None:
    client = browser_of(inamori)
    client.post("/reading", {"furigana": "on"})

    body = client.get(address).content.decode().split("<body")[1]

    assert "<ruby>坂木工<rt>ざかもっこう</rt></ruby>" in body
    assert "<ruby>有限会社<rt>ゆうげんがいしゃ</rt></ruby>" in body
    bare = re.sub(r'<[^>]*translate="no"[^>]*>[^<]*<', "<", _RUBY.sub("", body))
    assert not KANJI.search(re.sub(r"<[^>]*>", "", bare))


@pytest.mark.parametrize("level", ["high", "critical"])
@pytest.mark.parametrize(
    ("tags", "answers"),
    [
        (OURS, ("mine", "not_mine", "call_me", "")),
        (OPENED, ("did_not", "did", "call_me", "")),
        (USB, ("yes", "no", "")),
    ],
    ids=("ours", "opened", "usb"),
)
def test_every_page_of_a_matter_is_read_out(inamori: Person, companies, level: str, tags, answers) -> None:
    client, now = browser_of(inamori), timezone.now()
    arrive(detection("minori", level=level, at=now, by=heard(companies.minori), tags=tags), at=now)
    with tenant_scope(companies.minori.id):
        one = Message.objects.get()
    client.post("/reading", {"furigana": "on"})

    for answer in answers:
        for address in ("/", "/messages", f"/messages/{one.id}", "/devices/cards"):
            body = client.get(address).content.decode().split("<body")[1]
            bare = re.sub(r'<[^>]*translate="no"[^>]*>[^<]*<', "<", _RUBY.sub("", body))
            assert not KANJI.search(re.sub(r"<[^>]*>", "", bare)), (answer, address)
        client.post(f"/messages/{one.id}", {"answer": answer})


def test_nobody_gets_readings_who_did_not_ask(inamori: Person) -> None:
    client = browser_of(inamori)
    before = client.get("/").content.decode()
    client.post("/reading", {"furigana": "on", "django_language": "en"})
    english = client.get("/").content.decode()

    assert "<ruby>" not in before
    assert "<ruby>" not in english
    assert "data-furigana" not in english


def test_style_sheets_stay_as_they_are() -> None:
    client = Client()
    client.cookies.load("furigana=on")

    assert client.get("/well").content == b"well"

"""ふりがな on pages: a page with the readings of its kanji above them, for those who asked for it."""

from __future__ import annotations

import logging
import re
import tomllib
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from otasuke.advice.furigana import KANJI, furigana

_OURS = Path(__file__).parent / "readings.toml"
_OF_ADVICE = Path(__file__).parents[4] / "rules" / "advice" / "readings.toml"

_LOG = logging.getLogger("otasuke.web")
_PIECE = re.compile(r"""<!--.*?-->|<(?:"[^"]*"|'[^']*'|[^'">])*>|[^<]+|<""", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LEFT_ALONE = frozenset({"head", "script", "style", "title", "svg", "textarea", "select", "ruby", "rt", "code", "pre"})
_NAME = re.compile(r"""\stranslate="no"(?:\sdata-kana="([^"]*)")?""")


def asks_for_furigana(request: HttpRequest) -> bool:
    """Whether the reader wants readings, and the page is one that can have them."""
    return request.COOKIES.get("furigana") == "on" and get_language() == "ja"


def with_furigana(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Every page, or part of one, has readings if its reader asks for them."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        give_furigana(request, response)
        return response

    return answer


def give_furigana(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put readings on a page if its reader asks for them. Those that it has stay as they are.

    Whatever is wrong with readings, a page without them is better than none; the page about an error goes through here too.
    """
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if not (isinstance(response, HttpResponse) and is_page and asks_for_furigana(request)):
        return
    try:
        response.content = above(response.content.decode(response.charset), readings()).encode(response.charset)
    except Exception as error:  # noqa: BLE001  # see above
        place = traceback.extract_tb(error.__traceback__)[-1]
        _LOG.error(  # the text of an error may hold what somebody wrote
            "furigana.failed error=%s at=%s:%s", type(error).__name__, Path(place.filename).name, place.lineno
        )


@cache
def readings() -> Mapping[str, str]:
    """How words are read: those of the pages, and those of the advice where its folder is beside the program."""
    known: dict[str, str] = {}
    for path in (_OF_ADVICE, _OURS):
        if path.is_file():
            known |= tomllib.loads(path.read_text(encoding="utf-8"))
    return known


def above(page: str, words: Mapping[str, str]) -> str:
    """The HTML with <ruby> around kanji whose reading is known. Tags and attributes stay as they are.

    What is marked `translate="no"` is a name: it gets the readings of its `data-kana`, or none.
    """
    return "".join(_annotated(page, words))


def _annotated(page: str, words: Mapping[str, str]) -> Iterator[str]:
    within, depth = "", 0
    known = words
    for piece in _PIECE.findall(page):
        tag = _TAG.match(piece)
        name = tag[2].lower() if tag else ""
        if within and name == within:
            depth += -1 if tag and tag[1] else 1
            within, known = (within, known) if depth else ("", words)
        elif not within and tag and not tag[1] and (name in _LEFT_ALONE or _NAME.search(piece)):
            within, depth, known = name, 1, _told_by(piece)
        yield piece if piece.startswith("<") else _ruby(piece, known)


def _told_by(tag: str) -> Mapping[str, str]:
    """The readings that a name brings; both are escaped as the text is."""
    found = _NAME.search(tag)
    pairs = (pair.partition("=") for pair in (found[1] or "").split("|")) if found else ()
    return {word: reading for word, _, reading in pairs if word}


def _ruby(text: str, words: Mapping[str, str]) -> str:
    if not words or not KANJI.search(text):
        return text
    runs = furigana(text, words)
    read = "".join(f"<ruby>{run.text}<rt>{run.reading}</rt></ruby>" if run.reading else run.text for run in runs)
    return f"<span>{read}</span>" if len(runs) > 1 else read  # one thing still, where the parts of a row stand apart

"""Names and addresses made harmless before a person reads them. Attackers choose what devices and servers are called.

What comes out holds one line of bounded length without control, invisible or right-to-left characters, without what
Markdown, HTML or a mail program would act on, and without anything that becomes a link.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 24
LONGEST_PEER = 40
_LONGEST_READ = 2_000  # of a value; what comes after it is not looked at

_ACTIVE = str.maketrans(
    {
        **{mark: chr(ord(mark) + 0xFEE0) for mark in "*_`<>[]()#|!&{}\\~\"'=^$%"},
        **dict.fromkeys("「」『』［］", "’"),  # they would end the quotation
    }
)
_DOT = re.compile(r"[.。]+(?=[^\s.。])")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zl", "Zp"})
_HOST_OF_URL = re.compile(r"^[a-z][a-z0-9+.-]{1,20}://(?:[^/?#@]*@)?([^/?#]*)", re.IGNORECASE)


def clean_name(text: str, longest: int = LONGEST_NAME) -> str:
    """A device's or a person's name; "" if nothing readable is left. A name that is too long ends in `…`."""
    words = _plain(text)
    return _defanged(words if len(words) <= longest else words[: longest - 1].rstrip() + "…")


def clean_peer(text: str, longest: int = LONGEST_PEER) -> str:
    """Another's address: of a URL its host, of a path its last part. The end is kept, as it says whose it is."""
    words = _plain(text)
    if found := _HOST_OF_URL.match(words):
        words = found[1]
    elif "\\" in words or "/" in words:
        words = re.split(r"[\\/]", words.rstrip("\\/"))[-1]
    return _defanged(words if len(words) <= longest else "…" + words[-(longest - 1) :].lstrip())


def _plain(text: str) -> str:
    """One line in the usual form of every character. 〓 stands for a letter that is written from right to left."""
    usual = unicodedata.normalize("NFKC", text[:_LONGEST_READ])[: 2 * _LONGEST_READ]
    seen = "".join(_seen(letter) for letter in usual)
    return " ".join(seen.split())


def _seen(letter: str) -> str:
    if letter in "\t\n\r":
        return " "
    if unicodedata.category(letter) in _UNSEEN:
        return ""
    return "〓" if unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT else letter


def _defanged(words: str) -> str:
    """No link: `example.com` becomes `example[.]com`; `://`, `@` and what Markdown acts on are changed too."""
    harmless = words.translate(_ACTIVE).replace("@", "＠").replace("://", "：//").replace("//", "／／")
    return _DOT.sub("[.]", harmless).strip(".。 ")

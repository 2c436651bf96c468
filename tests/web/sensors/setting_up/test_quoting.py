"""Values are words, whatever they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otasuke.web.sensors.setting_up.quoting import powershell_values, powershell_word, sh_values, sh_word

HOSTILE = [
    "$(rm -rf)",
    "`id`",
    "'; touch PWNED; '",
    '"; touch PWNED; "',
    "a\nb\ntouch PWNED\n",
    "\\",
    "\\'",
    "'\\''",
    "-n",
    "",
    "~",
    "!!",
    "‘; New-Item PWNED; ’",
    "‚‛'",
    "$env:PATH @VALUES@ %s {0}",
    "有限会社みのり坂木工 'さくら' 工場",
    "\r\n",
]
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
# ' ‘ ’ ‚ ‛: what PowerShell's tokenizer takes for a single quote.
SINGLE = "'\u2018\u2019\u201a\u201b"


def of_sh(words: list[str], folder: Path) -> list[str]:
    """What a shell makes of the values."""
    names = [f"v{number}" for number in range(len(words))]
    program = sh_values(dict(zip(names, words, strict=True))) + "".join(
        f"\nprintf '%s\\0' \"${name}\"" for name in names
    )
    done = subprocess.run(["sh", "-c", program], cwd=folder, capture_output=True, timeout=30, check=True)
    assert done.stderr == b""
    return done.stdout.decode().split("\0")[:-1]


def of_powershell(text: str) -> tuple[str, str]:
    """The string that a verbatim string at the beginning of a text is, and what follows it (about_Quoting_Rules)."""
    assert text[0] in SINGLE
    value, at = "", 1
    while at < len(text):
        if text[at] in SINGLE:
            if at + 1 == len(text) or text[at + 1] not in SINGLE:
                return value, text[at + 1 :]
            at += 1
            value += text[at - 1]
        else:
            value += text[at]
        at += 1
    raise AssertionError("it does not end")


def test_a_shell_takes_names_that_look_like_commands_for_names(tmp_path: Path) -> None:
    assert of_sh(HOSTILE, tmp_path) == HOSTILE
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_a_shell_takes_every_value_as_it_is(tmp_path_factory, words: list[str]) -> None:
    folder = tmp_path_factory.getbasetemp() / "sh"
    folder.mkdir(exist_ok=True)

    assert of_sh(words, folder) == words
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("value", HOSTILE)
def test_powershell_takes_names_that_look_like_commands_for_names(value: str) -> None:
    assert of_powershell(powershell_word(value) + "; next") == (value, "; next")


@given(TEXTS | st.text(SINGLE + 'a;"$`', max_size=12))
def test_powershell_takes_every_value_as_it_is(value: str) -> None:
    assert of_powershell(powershell_word(value) + "; next") == (value, "; next")


def test_what_no_command_can_hold_is_left_out() -> None:
    assert (sh_word("a\0b"), powershell_word("a\0b")) == ("'ab'", "'ab'")
    assert powershell_values({"a": "1", "b": "2"}) == "$a = '1'\n$b = '2'"

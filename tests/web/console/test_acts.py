"""Every kind of record has words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from otasuke.web.console.acts import ACTS, GROUPS, fault_words, words_of
from web_texts import WEB

_VERB = re.compile(r"[a-z_]+\.[a-z_]+")
_FILE = re.compile(r".*\.(typ|toml|txt|html|json|svg|exe|pdf|csv)")


def kinds_in(source: str) -> set[str]:
    """What a module may record: each text that looks like a kind, if it records at all."""
    tree = ast.parse(source)
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    if "record" not in names:
        return set()
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if _VERB.fullmatch(text) and not _FILE.fullmatch(text)}


def recorded() -> Iterator[tuple[str, str]]:
    for path in sorted(WEB.rglob("*.py")):
        for kind in sorted(kinds_in(path.read_text(encoding="utf-8"))):
            yield str(path.relative_to(WEB)), kind


def test_every_kind_of_record_has_words_and_a_group() -> None:
    missing = [f"{place}: {kind!r} has no words in console/acts.py" for place, kind in recorded() if kind not in ACTS]

    assert not missing, "\n".join(missing)
    assert {kind.partition(".")[0] for kind in ACTS} <= set(GROUPS)


def test_this_test_sees_a_kind_without_words() -> None:
    source = "from otasuke.web.audit.services import record\nrecord('strange.thing', actor=None)\n"

    assert kinds_in(source) == {"strange.thing"}
    assert kinds_in(source.replace("import record", "import other")) == set()


def test_what_has_no_words_is_shown_as_it_is_kept() -> None:
    assert words_of("strange.thing") == "strange.thing"
    assert words_of("staff.invited") == "人を招き、役割を与えた"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("is missing", "ありません"),
        ("was changed: its digest does not fit", "変えられて"),
        ("the chain should end at 7", "末尾|最後"),
    ],
)
def test_faults_are_told_in_words(reason: str, words: str) -> None:
    assert re.search(words, fault_words(reason))

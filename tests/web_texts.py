"""Every text that pages of the web may show, and where it stands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

WEB = Path(__file__).parents[1] / "src" / "otasuke" / "web"
JAPANESE = re.compile(r"[\u3005\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff]")
_CALLS = re.compile(r"""\b(?:_|gettext|ngettext)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
_SINGULAR = {"_", "gettext", "gettext_lazy"}
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_BLOCK = re.compile(r"\{%\s*(blocktranslate|comment)\b.*?\{%\s*end\1\s*%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Japanese, which is its own key; place: file:line."""

    words: str
    place: str


def texts(*areas: str) -> Iterator[Text]:
    """The texts of the areas, of all if none is named: what is handed to gettext, in templates and in Python."""
    for path in files({".html", ".txt", ".py"}, *areas):
        found = _of_python(path) if path.suffix == ".py" else _of_template(path)
        for words, line in found:
            yield Text(words, f"{path.relative_to(WEB)}:{line}")


def files(suffixes: set[str], *areas: str) -> Iterator[Path]:
    for path in sorted(WEB.rglob("*")):
        area = path.relative_to(WEB).parts[0]
        if path.suffix in suffixes and (not areas or area in areas):
            yield path


def untranslated(source: str) -> Iterator[tuple[str, int]]:
    """Japanese that stands in a template as it is, with its line."""
    for pattern in (_BLOCK, _TAG):
        source = pattern.sub(lambda found: "\n" * found[0].count("\n"), source)
    for number, line in enumerate(source.splitlines(), 1):
        if JAPANESE.search(line):
            yield line.strip(), number


def _of_template(path: Path) -> Iterator[tuple[str, int]]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in _CALLS.finditer(code):
        yield ast.literal_eval(found[1]).replace("%%", "%"), code.count("\n", 0, found.start()) + 1


def _of_python(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        how_many = 1 if name in _SINGULAR else 2 if name in {"ngettext", "ngettext_lazy"} else 0
        for argument in node.args[:how_many]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value, argument.lineno

"""The head of a document: what rules, filters and correlations say about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.findings import Findings, shortened, unknown
from otasuke.detect.parse.reading import table_of, text_of, texts_of
from otasuke.detect.parse.yaml_tree import Table
from otasuke.detect.rule import Level
from otasuke.events import LogSource


@dataclass(frozen=True, slots=True)
class Metadata:
    """The head of a document. id falls back to the name, then to the title; a missing level is medium."""

    id: str
    title: str
    name: str | None
    level: Level
    status: str
    description: str
    tags: tuple[str, ...]
    falsepositives: tuple[str, ...]
    references: tuple[str, ...]
    author: str
    date: str


def parse_metadata(table: Table, findings: Findings) -> Metadata:
    """Read the head of a document; what is broken in it goes to the findings."""
    title, name, rule_id = (_text(table, key, findings) for key in ("title", "name", "id"))
    if not title:
        findings.note(table.line, '"title" is missing')
    return Metadata(
        id=rule_id or name or title,
        title=title,
        name=name or None,
        level=_level(table, findings),
        status=_text(table, "status", findings),
        description=_text(table, "description", findings).strip(),
        tags=_texts(table, "tags", findings),
        falsepositives=_texts(table, "falsepositives", findings),
        references=_texts(table, "references", findings),
        author=_text(table, "author", findings),
        date=_text(table, "date", findings),
    )


def parse_logsource(table: Table) -> LogSource:
    """The log source of a rule or filter, in lower case. Raises RuleError if it names nothing."""
    node = table_of(table, "logsource")
    product, category, service = (text_of(node, key).lower() or None for key in ("product", "category", "service"))
    if product is None and category is None and service is None:
        raise RuleError("the log source names no product, category or service", table.lines["logsource"])
    return LogSource(product, category, service)


def _text(table: Table, key: str, findings: Findings) -> str:
    with findings.collecting(table.line):
        return text_of(table, key)
    return ""


def _texts(table: Table, key: str, findings: Findings) -> tuple[str, ...]:
    with findings.collecting(table.line):
        return texts_of(table, key)
    return ()


def _level(table: Table, findings: Findings) -> Level:
    written = _text(table, "level", findings).lower()
    if not written:
        return Level.MEDIUM
    if written not in set(Level):
        findings.note(table.lines["level"], unknown("level", shortened(written), [str(level) for level in Level]))
        return Level.MEDIUM
    return Level(written)
